"""Acquisition: what each channel cost and brought agrees with the facts and with revenue."""

import great_expectations.expectations as gxe

from northstar.quality.suite import Suite, between, never

SUITE = Suite(
    area="acquisition",
    tables={
        "acquisition.channel_daily": [
            # no floor under spend: platforms credit what they charged too much
            *between("sessions visitors new_visitors signups activated new_customers orders"),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="sessions", column_B="visitors", or_equal=True
            ),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="visitors", column_B="new_visitors", or_equal=True
            ),
            never(
                "spend and clicks are those of the facts, up to the rounding of each row to cents",
                """
                select 1 from {batch}
                having abs(coalesce(sum(spend), 0) - (
                        select coalesce(sum(spend), 0) from core.fct_channel_spend
                    )) > 0.005 * count(*)
                    or coalesce(sum(clicks), 0) <> (
                        select coalesce(sum(clicks), 0) from core.fct_channel_spend
                    )
                """,
            ),
            never(
                "orders and revenue of each day are those of revenue_daily",
                """
                select 1 from (
                    select date_day, sum(orders) as orders, sum(net_revenue) as net_revenue
                    from {batch} group by 1
                ) as channels
                full join (
                    select date_day, sum(orders) as orders, sum(net_revenue) as net_revenue
                    from revenue.revenue_daily group by 1
                ) as revenue on channels.date_day = revenue.date_day
                where coalesce(channels.orders, 0) <> coalesce(revenue.orders, 0)
                    or coalesce(channels.net_revenue, 0) <> coalesce(revenue.net_revenue, 0)
                """,
            ),
            never(
                "there are no more new customers than orders on any day",
                "select 1 from {batch} group by date_day having sum(new_customers) > sum(orders)",
            ),
        ],
    },
)
