"""North star: every number is the number of its mart, at every period grain."""

import great_expectations.expectations as gxe

from northstar.quality.suite import Suite, never

SUITE = Suite(
    area="north_star",
    tables={
        "north_star.metric_values": [
            gxe.ExpectColumnValuesToBeInSet(
                column="period_grain", value_set=["day", "week", "month"]
            ),
            gxe.ExpectColumnValuesToNotBeNull(column="is_complete"),
            never(
                "change is the value minus the one before",
                "select 1 from {batch} where abs(change - (value - previous_value)) > 1e-6",
            ),
            never(
                "days add up to months",
                """
                select 1 from {batch}
                where metric in ('orders', 'net_revenue', 'new_customers', 'signups', 'sessions')
                    and period_grain in ('day', 'month')
                group by metric, date_trunc('month', period_start)
                having abs(sum(case when period_grain = 'day' then value else -value end)) > 0.005
                """,
            ),
            never(
                "orders and net revenue of each day are those of revenue_daily",
                """
                select 1 from (
                    select period_start,
                        max(value) filter (where metric = 'orders') as orders,
                        max(value) filter (where metric = 'net_revenue') as net_revenue
                    from {batch} where period_grain = 'day' group by 1
                ) as metrics
                full join (
                    select date_day, sum(orders) as orders, sum(net_revenue) as net_revenue
                    from revenue.revenue_daily group by 1
                ) as revenue on metrics.period_start = revenue.date_day
                where coalesce(metrics.orders, 0) <> coalesce(revenue.orders, 0)
                    or abs(coalesce(metrics.net_revenue, 0) - coalesce(revenue.net_revenue, 0))
                    > 0.005
                """,
            ),
            never(
                "new customers and sign-ups of each day are those of channel_daily",
                """
                select 1 from (
                    select period_start,
                        max(value) filter (where metric = 'new_customers') as new_customers,
                        max(value) filter (where metric = 'signups') as signups
                    from {batch} where period_grain = 'day' group by 1
                ) as metrics
                full join (
                    select date_day, sum(new_customers) as new_customers, sum(signups) as signups
                    from acquisition.channel_daily group by 1
                ) as channels on metrics.period_start = channels.date_day
                where coalesce(metrics.new_customers, 0) <> coalesce(channels.new_customers, 0)
                    or coalesce(metrics.signups, 0) <> coalesce(channels.signups, 0)
                """,
            ),
        ],
    },
)
