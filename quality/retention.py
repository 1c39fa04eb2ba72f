"""Retention: counts within their cohorts, growth accounting that adds up, rates between 0 and 1."""

import great_expectations.expectations as gxe

from northstar.quality.suite import Suite, between, never, share

SUITE = Suite(
    area="retention",
    tables={
        "retention.cohort_retention": [
            *between("cohort_size eligible retained streak period_number"),
            *share("retained_rate retained_on_or_after_rate retained_on_or_before_rate"),
            *share("streak_rate naive_retained_rate"),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="cohort_size",
                column_B="eligible",
                or_equal=True,
                ignore_row_if="either_value_is_missing",
            ),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="cohort_size",
                column_B="retained",
                or_equal=True,
                ignore_row_if="either_value_is_missing",
            ),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="retained",
                column_B="streak",
                or_equal=True,
                ignore_row_if="either_value_is_missing",
            ),
            never(
                "a longer wait never makes fewer people come back at some time",
                """
                select 1 from (
                    select retained_on_or_before, period_number, lag(retained_on_or_before) over (
                        partition by retention, cohort_period, segment, segment_value
                        order by period_number
                    ) as before
                    from {batch} where period_number > 0
                ) as periods
                where retained_on_or_before < before
                """,
            ),
        ],
        "retention.active_users_daily": [
            *between("dau wau"),
            *share("dau_mau dau_wau"),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="wau", column_B="dau", or_equal=True
            ),
        ],
        "retention.growth_accounting": [
            *between("new retained resurrected churned active"),
            never(
                "the active are the new, the retained and the resurrected",
                "select 1 from {batch} where active <> new + retained + resurrected",
            ),
        ],
    },
)
