"""Core: volumes and ranges of the entities everybody shares, and facts that must agree."""

import great_expectations.expectations as gxe

from northstar.quality.suite import Suite, between, never

SUITE = Suite(
    area="core",
    volumes={
        "core.fct_events": "event_date",
        "core.fct_orders": "order_date",
        "core.fct_sessions": "session_date",
        "core.fct_channel_spend": "spend_date",
    },
    tables={
        "core.dim_people": [
            never(
                "whoever has a valid order, and nobody else, is a customer",
                """
                select 1 from {batch} as people
                full join (
                    select distinct person_id from core.fct_orders
                    where is_valid and person_id <> '(guest)'
                ) as buyers on people.person_id = buyers.person_id
                where coalesce(people.is_customer, false) <> (buyers.person_id is not null)
                """,
            ),
            never(
                "nobody signs up or orders before being seen",
                """
                select 1 from {batch}
                where signed_up_at < first_seen_at or first_order_at < first_seen_at
                """,
            ),
        ],
        "core.dim_dates": [
            never(
                "the calendar has no gap and covers every fact",
                """
                select min(date_day) from {batch}
                having count(*) <> max(date_day) - min(date_day) + 1
                    or min(date_day) > (select min(order_date) from core.fct_orders)
                    or max(date_day) < (select max(order_date) from core.fct_orders)
                    or min(date_day) > (select min(event_date) from core.fct_events)
                    or max(date_day) < (select max(event_date) from core.fct_events)
                """,
            ),
        ],
        "core.fct_events": [
            never(
                "each event belongs to a person that exists",
                """
                select 1 from {batch} as events
                left join core.dim_people as people on events.person_id = people.person_id
                where events.person_id <> '(none)' and people.person_id is null
                """,
            ),
        ],
        "core.fct_sessions": [
            *between("event_count session_number", low=1),
            *between("page_view_count"),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="ended_at", column_B="started_at", or_equal=True
            ),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="event_count", column_B="page_view_count", or_equal=True
            ),
            never(
                "the sessions hold each event that has a session, once",
                """
                select sum(event_count) from {batch}
                having coalesce(sum(event_count), 0) <> (
                    select count(*) from core.fct_events where session_id is not null
                )
                """,
            ),
        ],
        "core.fct_orders": [
            # no floor under money: shops book corrections and returns as negative amounts
            *between("order_number", low=1),
            never(
                "net revenue is gross minus discount minus refunds, to the cent",
                """
                select 1 from {batch}
                where abs(net_revenue - (gross_amount - discount_amount - refund_amount)) > 0
                """,
            ),
            never(
                "each customer has one first order",
                """
                select count(*) from {batch} where is_first_order
                having count(*) <> count(distinct person_id)
                    or count(*) <> (select count(*) from core.dim_people where is_customer)
                """,
            ),
        ],
        "core.fct_order_items": [
            never(
                "each line belongs to an order",
                """
                select 1 from {batch} as items
                left join core.fct_orders as orders on items.order_id = orders.order_id
                where orders.order_id is null
                """,
            ),
        ],
        "core.fct_channel_spend": [
            never(
                "each channel is known",
                """
                select 1 from {batch} as spend
                left join core.dim_channels as channels on spend.channel = channels.channel
                where channels.channel is null
                """,
            ),
        ],
        "core.fct_person_days": [
            *between("event_count meaningful_event_count session_count order_count"),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="event_count", column_B="meaningful_event_count", or_equal=True
            ),
            never(
                "the days hold each event, session and valid order of a person, once",
                """
                select sum(event_count) from {batch}
                having coalesce(sum(event_count), 0) <> (
                        select count(*) from core.fct_events where person_id <> '(none)'
                    )
                    or coalesce(sum(session_count), 0) <> (select count(*) from core.fct_sessions)
                    or coalesce(sum(order_count), 0) <> (
                        select count(*) from core.fct_orders
                        where is_valid and person_id <> '(guest)'
                    )
                """,
            ),
        ],
    },
)
