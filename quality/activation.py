"""Activation: at every step of a funnel, whoever entered has reached it, dropped, or is pending."""

import great_expectations.expectations as gxe

from northstar.quality.suite import Suite, between, never

SUITE = Suite(
    area="activation",
    tables={
        "activation.funnel_steps": [
            *between("entered reached pending eligible"),
            *between("conversion_from_entry conversion_from_previous"),
            *between("median_seconds_from_entry p90_seconds_from_entry"),
            *between("median_seconds_from_previous p90_seconds_from_previous"),
            # the ad funnel counts volumes of different things: a click may bring several visits
            never(
                "no step of a funnel of people is reached by more than entered",
                """
                select 1 from {batch}
                where funnel <> 'ad' and (
                    reached > entered or conversion_from_entry > 1 or conversion_from_previous > 1
                )
                """,
            ),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="entered", column_B="eligible", or_equal=True
            ),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="p90_seconds_from_entry",
                column_B="median_seconds_from_entry",
                or_equal=True,
                ignore_row_if="either_value_is_missing",
            ),
            never(
                "nobody is both through a step and pending before it",
                "select 1 from {batch} where funnel <> 'ad' and reached + pending > entered",
            ),
            never(
                "everybody who entered has reached the first step",
                """
                select 1 from (
                    select entered, reached, step_number, min(step_number) over (
                        partition by funnel, period_grain, period_start, breakdown, breakdown_value
                    ) as first_step
                    from {batch}
                ) as steps
                where step_number = first_step and reached <> entered
                """,
            ),
        ],
    },
)
