"""A dbt project of four models that stands in for the real one: builds of it take a second."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]

FILES = {
    "dbt_project.yml": """
name: northstar
version: "1.0"
profile: northstar
seed-paths: [seeds]
on-run-start: ["{{ land() }}"]
vars: {as_of: null}
models:
  northstar:
    +materialized: table
    intermediate: {+schema: intermediate}
    marts:
      core: {+schema: core}
      north_star: {+schema: north_star}
seeds:
  northstar: {+schema: config}
""",
    "macros/land.sql": """
{% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name }}{% endmacro %}
{% macro land() %}
    {% if execute and flags.WHICH == 'build' %}
        {% set header = run_query("select line from read_csv('" ~ env_var('NORTHSTAR_RAW')
            ~ "/orders/*.csv', columns={'line': 'VARCHAR'}, header=false, auto_detect=false,"
            ~ " delim='\\x1F', quote='') limit 1").rows[0][0] %}
        {% if 'amount' not in header %}
            {% do exceptions.raise_compiler_error(
                "Table orders: the required column amount is missing in orders/a.csv") %}
        {% endif %}
    {% endif %}
{% endmacro %}
""",
    "macros/unique_key.sql": """
{% test unique_key(model, columns) %}
select {{ columns | join(', ') }} from {{ model }} group by all having count(*) > 1
{% endtest %}
""",
    "models/intermediate/int_as_of.sql": """
select max(ordered_at) as as_of_at from {{ ref('fct_orders') }}
""",
    "models/marts/core/fct_orders.sql": """
select
    cast(order_id as bigint) as order_id,
    cast(ordered_at as timestamp) as ordered_at,
    cast(ordered_at as date) as order_date,
    cast(amount as decimal(18, 2)) as amount
from read_csv('{{ env_var("NORTHSTAR_RAW") }}/orders/*.csv', header=true, all_varchar=true)
""",
    "models/marts/core/fct_orders.yml": """
models:
  - name: fct_orders
    description: One row per order.
    data_tests:
      - unique_key: {arguments: {columns: ['"order_date"', order_id]}}
    columns:
      - {name: order_id, description: The order's key., data_tests: [not_null]}
      - {name: amount, data_tests: [not_null]}
""",
    "models/marts/core/tier_orders.sql": """
select tiers.tier, count(fct_orders.order_id) as orders, sum(fct_orders.amount) as amount
from {{ ref('tiers') }} as tiers
left join {{ ref('fct_orders') }} as fct_orders on fct_orders.amount >= tiers.threshold
group by 1
""",
    "models/marts/north_star/metric_values.sql": """
select
    'orders' as metric, 'month' as period_grain, date_trunc('month', order_date) as period_start,
    count(*)::double as value, null::double as change, true as is_complete
from {{ ref('fct_orders') }} group by 3
""",
    "seeds/config/tiers.csv": "tier,threshold,note\nbase,0,\ngold,50,the best\n",
    "seeds/config/tiers.yml": """
seeds:
  - name: tiers
    config: {column_types: {tier: varchar, threshold: integer, note: varchar}}
    columns:
      - {name: tier, data_tests: [unique, not_null]}
      - {name: threshold, data_tests: [not_null]}
""",
}


def write_project(place: Path) -> Path:
    """Write the project, with the real profile, and return its root."""
    for name, text in FILES.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    shutil.copyfile(ROOT / "profiles.yml", place / "profiles.yml")
    return place


def write_orders(raw: Path, amounts: Sequence[object], per_day: int = 1) -> Path:
    """Write orders of the given amounts, `per_day` a day from 2026-01-01; return the raw folder."""
    (raw / "orders").mkdir(parents=True, exist_ok=True)
    lines = ["order_id,ordered_at,amount"]
    for number, amount in enumerate(amounts):
        day = number // per_day
        date = f"2026-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}"
        lines.append(f"{number},{date} 12:00:00,{amount}")
    (raw / "orders" / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return raw
