"""All customer marts for a million customers and five million orders, second by second.

Draws raw files of a company (orders by the BG/NBD process over two years, in Parquet, a round of
purchases at a time), lets dbt build everything in models/marts/customers and
models/marts/revenue/value with all that they need, one model at a time, and prints the processor
and wall seconds of each. `customers` is what this project asks about: every model from the orders
on; `upstream` is what any build does anyway (staging, identity, sessions, attribution, channels).

    python benchmarks/customers.py [--customers 1000000] [--raw DIR] [--database FILE]
"""

from __future__ import annotations

import argparse
import itertools
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import clv
import duckdb
import numpy as np
from dbt.cli.main import dbtRunner

# ruff: noqa: T201 -- a benchmark reports on the terminal
PROJECT = Path(__file__).resolve().parents[1]
# five orders a customer
TRUTH = {"r": 1.0, "alpha": 7.0, "a": 0.7, "b": 3.8}
MARTS = ("models/marts/customers", "models/marts/revenue/value")
CUSTOMER_FOLDERS = (
    "models/intermediate/orders/",
    "models/intermediate/customers/",
    "models/intermediate/revenue/",
    *(f"{mart}/" for mart in MARTS),
)
UPSTREAM_ORDERS = {"int_order_channels", "int_spend_valued", "int_exchange_rates"}
END = "timestamp '2026-01-01'"
SOURCES = "['google', 'bing', 'newsletter', 'facebook', 'partner', 'community']"
MEDIA = "['cpc', 'organic', 'email', 'social', 'affiliate', 'group']"
ORDERS = f"""
    select
        'o' || customer || '-' || round_number as order_id,
        'u' || customer as user_id,
        {END} - to_days(cast(age - day as integer)) + to_seconds(hash(customer) % 80000)
            as ordered_at,
        case when hash(customer, round_number) % 40 = 0 then 'cancelled' else 'completed' end
            as status,
        'USD' as currency,
        round(10 + hash(customer, 1) % 60 + hash(customer, round_number, 2) % 30, 2)
            as gross_amount,
        case when hash(customer, round_number, 3) % 5 = 0 then 3.00 else 0 end as discount_amount,
        round(6 + hash(customer, 1) % 36, 2) as cost_amount
    from purchases
"""
REST = {
    "order_items": """
        select
            order_id || '-1' as order_item_id, order_id, 'p' || hash(order_id) % 200 as product_id,
            1 as quantity, gross_amount as unit_price, discount_amount, cost_amount as unit_cost
        from orders
    """,
    "refunds": """
        select
            'r' || order_id as refund_id, order_id, ordered_at + interval 3 day as refunded_at,
            currency, gross_amount as amount, 'damaged' as reason
        from orders
        where hash(order_id) % 50 = 0 and ordered_at < timestamp '2025-12-27'
    """,
    "products": """
        select
            'p' || number as product_id, 'product ' || number as product_name,
            'category ' || number % 12 as category,
            ['traffic', 'hit', 'profit', 'regular'][1 + number % 4] as product_role,
            40.0 as list_price, 24.0 as unit_cost
        from range(200) as products (number)
    """,
    "users": """
        select user_id, min(ordered_at) - interval 10 minute as signed_up_at, 'US' as country
        from orders group by user_id
    """,
    "events": f"""
        select
            name || user_id as event_id, 'd' || user_id as visitor_id, user_id, name as event_name,
            signed_up_at + to_seconds(seconds) as occurred_at,
            {SOURCES}[cast(1 + hash(user_id) % 6 as integer)] as utm_source,
            {MEDIA}[cast(1 + hash(user_id) % 6 as integer)] as utm_medium
        from users, (values ('page_view', -60), ('signup', 0)) as steps (name, seconds)
    """,
    "channel_spend": f"""
        select
            cast(day as date) as spend_date, {SOURCES}[number] as source, {MEDIA}[number] as medium,
            'all' as campaign, 'USD' as currency, 500.0 as spend, 9000 as impressions, 300 as clicks
        from
            range(timestamp '2024-01-01', {END}, interval 1 day) as days (day),
            range(1, 7) as numbers (number)
    """,
}


def write_raw_files(raw: Path, customers: int) -> int:
    """Write the raw files and return the number of orders."""
    rng = np.random.default_rng(1)
    age = clv.draw_ages(customers, rng)
    (raw / "orders").mkdir(parents=True)
    first = (np.arange(customers), np.zeros(customers, dtype=np.int64))
    with duckdb.connect() as connection:
        rounds = itertools.chain([first], clv.purchases(age, TRUTH, rng))
        for number, (buyers, day) in enumerate(rounds):
            write_round(connection, raw, number, buyers, day, age)
        connection.execute(f"create view orders as from '{raw}/orders/*.parquet'")
        for table, sql in REST.items():
            (raw / table).mkdir()
            connection.execute(f"copy ({sql}) to '{raw}/{table}/all.parquet'")
            if table == "users":
                connection.execute(f"create view users as from '{raw}/users/all.parquet'")
        counted = connection.execute("select count(*) from orders").fetchone()
    assert counted is not None
    return int(counted[0])


def write_round(
    connection: duckdb.DuckDBPyConnection,
    raw: Path,
    number: int,
    buyers: np.ndarray,
    day: np.ndarray,
    age: np.ndarray,
) -> None:
    """Write one purchase of every customer who makes it."""
    connection.register(
        "purchases",
        {
            "customer": buyers,
            "day": day,
            "age": age[buyers],
            "round_number": np.full(len(buyers), number),
        },
    )
    connection.execute(f"copy ({ORDERS}) to '{raw}/orders/round_{number:04}.parquet'")
    connection.unregister("purchases")


def is_customers(path: str) -> bool:
    """Return whether a model is one of the customer models, from the orders on."""
    return path.startswith(CUSTOMER_FOLDERS) and Path(path).stem not in UPSTREAM_ORDERS


def build(raw: Path, database: Path, scratch: Path) -> dict[str, tuple[str, float, float]]:
    """Build everything and return path, wall and processor seconds of each model."""
    os.environ |= {"NORTHSTAR_RAW": str(raw), "NORTHSTAR_DB": str(database)}
    started: dict[str, tuple[float, float]] = {}
    spent: dict[str, tuple[str, float, float]] = {}

    def follow(event: Any) -> None:  # noqa: ANN401 -- dbt's events have no common type
        if event.info.name not in {"NodeStart", "NodeFinished"}:
            return
        node, now = event.data.node_info, (time.perf_counter(), time.process_time())
        if event.info.name == "NodeStart":
            started[node.unique_id] = now
        elif node.resource_type == "model":
            wall, processor = (
                end - begin for begin, end in zip(started[node.unique_id], now, strict=True)
            )
            spent[node.node_name] = (f"models/{node.node_path}", wall, processor)
            print(
                f"{node.node_name:<40} {wall:8.2f} s wall {processor:8.2f} s processor", flush=True
            )

    places = ["--target-path", str(scratch / "target"), "--log-path", str(scratch / "logs")]
    runner = dbtRunner(callbacks=[follow])
    for command in (["seed"], ["run", "--select", *(f"+{mart}" for mart in MARTS)]):
        done = runner.invoke(
            ["-q", *command, "--threads", "1", "--project-dir", str(PROJECT), *places]
        )
        if not done.success:
            raise SystemExit(f"dbt {command[0]} failed: {done.exception or done.result}")
    return spent


def main() -> None:
    """Draw, build, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--raw", type=Path, help="raw files to keep; drawn where there are none")
    parser.add_argument("--database", type=Path, help="warehouse to keep")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        raw = (arguments.raw or scratch / "raw").resolve()
        if not raw.exists():
            orders = write_raw_files(raw, arguments.customers)
            print(f"{arguments.customers} customers, {orders} orders")
        database = (arguments.database or scratch / "warehouse.duckdb").resolve()
        database.parent.mkdir(parents=True, exist_ok=True)
        spent = build(raw, database, scratch)
    totals = {"customers": [0.0, 0.0], "upstream": [0.0, 0.0]}
    for path, wall, processor in spent.values():
        kind = "customers" if is_customers(path) else "upstream"
        totals[kind][0] += wall
        totals[kind][1] += processor
    for kind, (wall, processor) in totals.items():
        print(f"all of {kind:<44} {wall:8.2f} s wall {processor:8.2f} s processor")


if __name__ == "__main__":
    main()
