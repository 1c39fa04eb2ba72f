"""Customers: everybody who bought is scored once, and scores and tiers are in range."""

from northstar.quality.suite import Suite, between, never

SUITE = Suite(
    area="customers",
    tables={
        "customers.rfm": [
            *between("r f m", 1, 5),
            *between("recency_days"),
            *between("frequency", low=1),
            never(
                "whoever is scored is a customer",
                """
                select 1 from {batch} as rfm
                left join core.dim_people as people on rfm.person_id = people.person_id
                where people.is_customer is distinct from true
                """,
            ),
            never(
                "the orders of the scored are no more than all valid orders",
                """
                select 1 from {batch}
                having sum(frequency) > (select count(*) from core.fct_orders where is_valid)
                """,
            ),
        ],
        "customers.tier_history": [
            *between("tier_rank"),
            never(
                "stretches of a person follow each other without gap or overlap",
                """
                select 1 from (
                    select valid_to, lead(valid_from) over (
                        partition by person_id order by valid_from
                    ) as next_from
                    from {batch}
                ) as stretches
                where valid_to is distinct from next_from
                """,
            ),
        ],
    },
)
