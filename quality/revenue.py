"""Revenue: counts in range, and net revenue is the same under both datings of refunds."""

import great_expectations.expectations as gxe

from northstar.quality.suite import Suite, between, never

SUITE = Suite(
    area="revenue",
    tables={
        "revenue.revenue_daily": [
            *between("orders customers"),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="orders", column_B="customers", or_equal=True
            ),
            never(
                "net revenue is gross minus discount minus refunds, in both datings",
                """
                select 1 from {batch}
                where net_revenue <> gross - discount - refunds_order_dated
                    or net_revenue_refund_dated <> gross - discount - refunds_refund_dated
                """,
            ),
        ],
        "revenue.refund_reconciliation": [
            never(
                "the two datings differ by the refunds that fall into another month",
                """
                select 1 from {batch}
                where difference <> net_revenue_refund_dated - net_revenue
                    or difference <> refunds_order_dated - refunds_refund_dated
                """,
            ),
        ],
    },
)
