"""Trust: nothing vanishes between the files and the marts."""

from northstar.quality.suite import Suite, between, never

SUITE = Suite(
    area="trust",
    tables={
        "quality.row_counts": [
            *between("rows_in accepted_rows quarantined_rows duplicate_rows"),
            never(
                "each row is accepted, quarantined or a duplicate",
                """
                select 1 from {batch}
                where rows_in <> accepted_rows + quarantined_rows + duplicate_rows
                """,
            ),
        ],
        "quality.reconciliation": [*between("difference", 0, 0)],
    },
)
