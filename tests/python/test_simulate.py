"""The simulated company: its bytes, its dirt, its contract and its truths."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml
from click.testing import CliRunner

from northstar.simulate import command
from northstar.simulate.catalogue import EVENTS
from northstar.simulate.company import simulate
from northstar.simulate.money import rate_of
from northstar.simulate.quantiles import beta, gamma
from northstar.simulate.world import Dirt, Plan, World

ROOT = Path(__file__).parents[2]
PEOPLE, DAYS = 500, 150
READERS = {"parquet": "read_parquet", "csv": "read_csv", "jsonl": "read_json"}
TABLES = (
    "events", "orders", "channel_spend", "users", "order_items", "products", "refunds", "invites",
    "sellers", "points_ledger", "experiment_assignments", "survey_responses",
)  # fmt: skip


def contract() -> dict[str, list[dict]]:
    """Return the declared columns by table."""
    found = {}
    for path in sorted((ROOT / "models/staging").glob("*/_*__sources.yml")):
        for source in yaml.safe_load(path.read_text())["sources"]:
            found |= {table["name"]: table["columns"] for table in source["tables"]}
    return found


def digest(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


class Company:
    """One simulated company in a database of views."""

    def __init__(self, folder: Path, **plan: object) -> None:
        self.folder = folder
        whole = {"people": PEOPLE, "days": DAYS, "seed": 11} | plan
        self.truth = simulate(Plan(**whole), folder)
        self.connection = duckdb.connect()
        for table in TABLES:
            suffix = next((folder / table).iterdir()).suffix[1:]
            options = ", union_by_name = true" if suffix == "parquet" else ""
            if suffix == "csv":
                options = ", all_varchar = true"
            files = f"{folder}/{table}/*.{suffix}"
            self.connection.execute(
                f"create view {table} as select * from {READERS[suffix]}('{files}'{options})"
            )

    def one(self, query: str) -> object:
        """Return the only value of a query."""
        return self.connection.execute(query).fetchone()[0]

    def column(self, query: str) -> list:
        """Return the first column of a query."""
        return [row[0] for row in self.connection.execute(query).fetchall()]


@pytest.fixture(scope="session")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return Company(tmp_path_factory.mktemp("dirty") / "raw")


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return Company(tmp_path_factory.mktemp("clean") / "raw", dirt=Dirt.none())


def test_same_seed_same_bytes_in_another_process(dirty: Company, tmp_path: Path) -> None:
    arguments = ["--people", str(PEOPLE), "--days", str(DAYS), "--seed", "11"]
    subprocess.run(
        [sys.executable, "-m", "northstar", "simulate", *arguments, "--out", str(tmp_path / "raw")],
        check=True, capture_output=True, cwd=ROOT,
        env={"PYTHONHASHSEED": "5", "OMP_NUM_THREADS": "1", "TZ": "Asia/Tokyo", "PATH": "/usr/bin"},
    )  # fmt: skip
    assert digest(tmp_path / "raw") == digest(dirty.folder)


def test_another_seed_gives_other_people(dirty: Company, tmp_path: Path) -> None:
    other = Company(tmp_path / "raw", seed=12)
    assert (
        digest(tmp_path / "raw")["users/users_2025-10.parquet"]
        != (digest(dirty.folder)["users/users_2025-10.parquet"])
    )
    assert other.one("select count(*) from users") > 0


def test_a_larger_company_begins_with_the_same_people(clean: Company, tmp_path: Path) -> None:
    larger = Company(tmp_path / "raw", people=PEOPLE + 300, dirt=Dirt.none())
    signups = "select user_id || signed_up_at from users"
    assert set(clean.column(signups)) < set(larger.column(signups))


def test_an_existing_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    result = CliRunner().invoke(command, ["--people", "10", "--days", "20", "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert "not empty" in result.output
    assert (tmp_path / "precious.txt").read_text() == "mine"


@pytest.mark.parametrize("table", TABLES)
def test_every_row_keeps_the_contract(dirty: Company, table: str) -> None:
    columns = contract()[table]
    delivered = {row[0] for row in dirty.connection.execute(f"describe {table}").fetchall()}
    assert delivered - {"client_build"} == {column["name"] for column in columns}
    for column in columns:
        name, meta = column["name"], column.get("config", {}).get("meta", {})
        kind = {"currency": "varchar"}.get(column["data_type"], column["data_type"])
        bad = f"{name} is not null and try_cast({name} as {kind}) is null"
        if meta.get("required"):
            bad += f" or {name} is null"
        if meta.get("accepted"):
            names = ", ".join(f"'{value}'" for value in meta["accepted"])
            bad += f" or {name} not in ({names})"
        assert dirty.one(f"select count(*) from {table} where {bad}") == 0, name


@pytest.mark.parametrize("table", [name for name in TABLES if name != "channel_spend"])
def test_keys_are_unique_on_the_clean_company(clean: Company, table: str) -> None:
    keys = [
        f"coalesce(cast({column['name']} as varchar), '')"
        for column in contract()[table]
        if column.get("config", {}).get("meta", {}).get("key")
    ]
    assert (
        clean.one(
            f"select count(*) - count(distinct concat_ws('|', {', '.join(keys)})) from {table}"
        )
        == 0
    )


@pytest.mark.parametrize(
    ("child", "parent", "key"),
    [
        ("orders", "users", "user_id"), ("orders", "sellers", "seller_id"),
        ("order_items", "orders", "order_id"), ("order_items", "products", "product_id"),
        ("refunds", "orders", "order_id"), ("points_ledger", "users", "user_id"),
        ("survey_responses", "users", "user_id"), ("experiment_assignments", "users", "user_id"),
        ("events", "users", "user_id"), ("experiment_assignments", "events", "visitor_id"),
    ],
)  # fmt: skip
def test_foreign_keys_hold(dirty: Company, child: str, parent: str, key: str) -> None:
    lost = dirty.one(f"select count(*) from {child} anti join {parent} using ({key}) "
                     f"where {key} is not null")  # fmt: skip
    assert lost == 0
    assert dirty.one(f"select count({key}) from {child}") > 0


def test_invites_and_purchases_point_at_users_and_orders(dirty: Company) -> None:
    users = "(select user_id from users)"
    assert dirty.one(f"select count(*) from invites where inviter_user_id not in {users}") == 0
    assert dirty.one(f"select count(*) from invites where invitee_user_id not in {users}") == 0
    lost = dirty.one("""select count(*) from events where event_name = 'purchase'
        and json_extract_string(properties, '$.order_id') not in (select order_id from orders)""")
    assert lost == 0


def test_baskets_add_up_to_the_order(dirty: Company) -> None:
    assert (
        dirty.one("""select count(*) from (
        select order_id, any_value(cast(gross_amount as decimal(18, 2))) as gross,
            any_value(cast(orders.discount_amount as decimal(18, 2))) as discount,
            sum(quantity * unit_price) as lines, sum(order_items.discount_amount) as off
        from (select distinct on (order_id) * from orders) as orders
        left join order_items using (order_id) group by order_id
    ) where lines is distinct from gross or off is distinct from discount or gross <= 0""")
        == 0
    )


def test_signup_is_the_time_of_the_event(dirty: Company) -> None:
    assert (
        dirty.one("""select count(*) from users left join (
        select user_id, min(occurred_at) as joined_at, count(distinct event_id) as times
        from events where event_name = 'signup' group by user_id
    ) as joined using (user_id)
    where joined_at is distinct from signed_up_at or times <> 1""")
        == 0
    )


def test_points_are_never_overdrawn(dirty: Company) -> None:
    assert (
        dirty.one("""select min(balance) from (select sum(points) over (
        partition by user_id order by occurred_at, points desc, entry_id rows unbounded preceding
    ) as balance from points_ledger)""")
        >= 0
    )


def test_event_names_are_in_the_taxonomy() -> None:
    with (ROOT / "seeds/config/event_taxonomy.csv").open() as lines:
        assert set(EVENTS) <= {row["event_name"] for row in csv.DictReader(lines)}


def test_rates_are_those_of_the_seed() -> None:
    with (ROOT / "seeds/config/exchange_rates.csv").open() as lines:
        seed = {
            (row["rate_date"], row["currency"]): float(row["rate_to_usd"])
            for row in csv.DictReader(lines)
        }
    for country in World().countries:
        for month in range(1, 13):
            expected = seed[date(2025, month, 1).isoformat(), country.currency]
            assert rate_of(country, 2025, month) == pytest.approx(expected, abs=1e-8)


# What shows that a kind of dirt is there: more than nothing with it, nothing without it.
SIGNS = {
    "duplicates": "select count(*) - count(distinct event_id) from events",
    "late": """select count(*) from (select event_id from events group by event_id
        having min(received_at) > min(occurred_at) + interval 1 hour)""",
    "clock_skew": "select count(*) from events where occurred_at > received_at + interval 1 day",
    "shared_devices": """select count(*) from (select visitor_id from events
        where platform = 'store' group by visitor_id having count(distinct user_id) > 10)""",
    "refunds": "select count(*) from refunds",
    "cancelled": "select count(*) from orders where status = 'cancelled'",
    "test_orders": "select count(*) from orders where status = 'test'",
    "currencies": "select count(distinct currency) - 1 from orders",
    "internal": "select count(*) from users where is_internal",
    "fraud": "select count(*) from invites where invitee_user_id = inviter_user_id",
    "schema_change": """select count(*) from (describe select * from events)
        where column_name = 'client_build'""",
}


@pytest.mark.parametrize("kind", [one.name for one in fields(Dirt)])
def test_each_kind_of_dirt_has_a_switch(
    dirty: Company, clean: Company, kind: str, tmp_path: Path
) -> None:
    assert dirty.one(SIGNS[kind]) > 0
    assert clean.one(SIGNS[kind]) == 0
    without = Company(tmp_path / "raw", dirt=replace(Dirt(), **{kind: False}))
    assert without.one(SIGNS[kind]) == 0
    for other in {"duplicates", "late", "refunds", "internal", "fraud"} - {kind}:
        assert without.one(SIGNS[other]) > 0, other


def test_command_line_switches(tmp_path: Path) -> None:
    arguments = ["--people", "60", "--days", "40", "--no-fraud", "--no-clock-skew"]
    result = CliRunner().invoke(command, [*arguments, "--out", str(tmp_path / "raw")])
    assert result.exit_code == 0, result.output
    switches = json.loads((tmp_path / "raw/truth.json").read_text())["switches"]
    assert {name for name, value in switches.items() if not value} == {"fraud", "clock_skew"}


def test_dirt_is_counted(dirty: Company) -> None:
    counts = dirty.truth["dirt"]
    assert counts["future_events"] == dirty.one(SIGNS["clock_skew"])
    assert counts["duplicate_events"] == dirty.one(SIGNS["duplicates"])
    assert counts["internal_users"] == dirty.one(SIGNS["internal"])
    assert counts["cancelled_orders"] == dirty.one(SIGNS["cancelled"])
    assert counts["test_orders"] == dirty.one(SIGNS["test_orders"])
    assert counts["self_invites"] == dirty.one(SIGNS["fraud"])
    for table, rows in dirty.truth["rows"].items():
        assert rows == dirty.one(f"select count(*) from {table}"), table


def test_manufactured_accounts_do_nothing_after_they_sign_up(dirty: Company) -> None:
    fakes = ", ".join(f"'{one}'" for one in dirty.truth["fraud"]["user_ids"])
    made = dirty.truth["fraud"]["manufactured_signups"]
    assert dirty.one(f"select count(*) from users where user_id in ({fakes})") == made > 0
    assert dirty.column(f"select distinct event_name from events where user_id in ({fakes})") == (
        ["signup"]
    )


def test_old_files_lack_a_column_and_new_files_have_one_more(dirty: Company) -> None:
    files = sorted((dirty.folder / "events").iterdir())
    headers = [
        set(dirty.column(f"select column_name from (describe select * from '{path}')"))
        for path in files
    ]
    assert {"platform", "client_build"} & headers[0] == set()
    assert {"platform", "client_build"} <= headers[-1]


def test_realised_truths_are_those_of_the_files(clean: Company) -> None:
    truth, counts = clean.truth, clean.truth["funnel"]["counts"]
    assert counts["signups"] == clean.one("select count(*) from users")
    for name, event in (("activated", "profile_completed"), ("signups", "signup")):
        found = f"select count(distinct user_id) from events where event_name = '{event}'"
        assert counts[name] == clean.one(found)
    steps = ("product_view", "add_to_cart", "begin_checkout", "purchase")
    assert truth["checkout"]["sessions"][2:] == [
        clean.one(f"select count(*) from events where event_name = '{step}'") for step in steps[2:]
    ]
    money = truth["orders"]["all"]["USD"]
    gross, off = clean.connection.execute("""select sum(cast(gross_amount as decimal(18, 2))),
        sum(cast(discount_amount as decimal(18, 2))) from orders""").fetchone()
    assert (money["gross"], money["discount"]) == (float(gross), float(off))
    spend = clean.one("select sum(cast(spend as decimal(18, 2))) from channel_spend")
    assert truth["acquisition"]["total_spend_usd"] == pytest.approx(float(spend), abs=0.01)
    retained = clean.one("""select count(distinct user_id) from events join users using (user_id)
        where event_name = 'check_in'
        and cast(occurred_at as date) - cast(signed_up_at as date) = 7""")
    assert truth["retention"]["check_in_by_day"][7]["numerator"] == retained


def test_parameters_come_out_within_their_tolerance(tmp_path: Path) -> None:
    truth = simulate(Plan(6_000, 365, 3), tmp_path / "raw")
    for name in ("signup_given_visit", "activation_given_signup"):
        for channel, one in truth["funnel"][name]["by_channel"].items():
            # censoring and the experiment move the mean a little; three standard errors are wide
            assert abs(one["realised"] - one["parameter"]) < one["tolerance"] + 0.05, channel
    for one in truth["checkout"]["by_session"].values():
        assert abs(one["realised"] - one["parameter"]) < one["tolerance"]
    assert truth["referral"]["realised"]["k_factor"] == pytest.approx(0.4, rel=0.12)
    curve = truth["retention"]["check_in_by_day"]
    for age, expected in truth["retention"]["expected_check_in_by_day"].items():
        if int(age) < len(curve):
            one = curve[int(age)]
            assert abs(one["realised"] - expected) < one["tolerance"] + 0.01, age
    lift, null = truth["experiments"]
    assert lift["realised_relative_lift"] == pytest.approx(lift["true_relative_lift"], abs=0.15)
    assert abs(null["realised_relative_lift"]) < 0.15
    assert truth["aha"]["hooked"]["realised"] > truth["aha"]["other"]["realised"] + 0.05
    value = truth["purchase_process"]
    assert value["realised_mean_order_value_usd"] == (
        pytest.approx(value["mean_order_value_usd"], rel=0.06)
    )


def test_truth_has_every_part(dirty: Company) -> None:
    written = json.loads((dirty.folder / "truth.json").read_text())
    assert written == json.loads(json.dumps(dirty.truth))
    assert set(written) == {
        "version", "people", "days", "seed", "first_day", "last_day", "reporting_currency",
        "switches", "rows", "exchange_rates", "guidance", "funnel", "checkout", "retention",
        "acquisition", "referral", "purchase_process", "experiments", "aha", "fraud", "orders",
        "dirt",
    }  # fmt: skip
    assert written["last_day"] == "2025-12-31"
    assert "nan" not in json.dumps(written).lower()


@pytest.mark.parametrize(("table", "mean"), [(gamma(0.9), 0.9), (beta(0.8, 3.6), 0.8 / 4.4)])
def test_tables_of_distributions_have_their_mean(table: object, mean: float) -> None:
    assert table.mean() == pytest.approx(mean, rel=1e-3)
