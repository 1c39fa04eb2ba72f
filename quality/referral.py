"""Referral: rates in range, and channels that add up to all."""

from northstar.quality.suite import Suite, between, never, share

SUITE = Suite(
    area="referral",
    tables={
        "referral.viral_coefficient": [
            *between("cohort_size invites inviters accepted_invites"),
            *between("invites_per_user k_factor naive_k_factor median_cycle_days"),
            *share("invite_conversion_rate"),
            never(
                "the channels of a cohort add up to all",
                """
                select 1 from {batch} group by cohort_period
                having sum(case when channel = 'all' then cohort_size else -cohort_size end) <> 0
                    or sum(case when channel = 'all' then invites else -invites end) <> 0
                """,
            ),
            never(
                "k is invites per person times their conversion",
                """
                select 1 from {batch}
                where abs(k_factor - invites_per_user * invite_conversion_rate) > 1e-9
                """,
            ),
        ],
    },
)
