"""The twelve audiences on a company made for them: who is in, who is just out."""

from __future__ import annotations

import csv
import json
import shutil
from collections import defaultdict
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result
from harness import Warehouse

from northstar.cli import main

AS_OF = "2025-06-30 12:00:00"

# person: [signed up, (ordered, amount, discount, category) …, (event, at) …, …]
USERS = {
    "sign_in": "2025-06-20",
    "sign_young": "2025-06-28",
    "sign_old": "2025-05-01",
    "sign_bought": "2025-06-20",
    "sign_active": "2025-06-20",
    "brought": "2025-06-01",
}
ORDERS = [  # person, date, gross, discount, category
    ("sign_bought", "2025-06-21", 20, 0, "tea"),
    ("second_in", "2025-06-20", 20, 0, "tea"),
    ("second_young", "2025-06-25", 20, 0, "tea"),
    ("second_done", "2025-06-19", 20, 0, "tea"),
    ("second_done", "2025-06-20", 20, 0, "cups"),
    ("cart_bought", "2025-06-30", 20, 0, "tea"),
    ("close_in", "2025-06-01", 170, 0, "tea"),
    ("close_far", "2025-06-01", 100, 0, "tea"),
    ("dormant_in", "2025-04-20", 20, 0, "tea"),
    ("dormant_young", "2025-05-20", 20, 0, "tea"),
    ("price_in", "2025-03-01", 20, 5, "tea"),
    ("price_in", "2025-03-02", 20, 5, "cups"),
    ("price_in", "2025-03-03", 20, 0, "tea"),
    ("price_half", "2025-03-01", 20, 5, "tea"),
    ("price_half", "2025-03-02", 20, 0, "cups"),
    ("cross_in", "2025-03-01", 20, 0, "tea"),
    ("cross_in", "2025-03-02", 20, 0, "tea"),
    ("cross_two", "2025-03-01", 20, 0, "tea"),
    ("cross_two", "2025-03-02", 20, 0, "cups"),
    *[("value_in", f"2025-01-{day:02}", 500, 0, "tea") for day in (1, 8, 15, 22)],
    *[("value_here", f"2025-06-{day:02}", 500, 0, "tea") for day in (6, 13, 20, 27)],
]
EVENTS = [
    ("v:new", "page_view", "2025-06-25"),
    ("v:old", "page_view", "2025-06-20"),
    ("cart_in", "add_to_cart", "2025-06-29"),
    ("cart_bought", "add_to_cart", "2025-06-29"),
    ("cart_old", "add_to_cart", "2025-06-20"),
    ("sign_active", "profile_completed", "2025-06-21"),
]
SURVEYS = [("nps_in", "nps", 9), ("nps_low", "nps", 8), ("csat_high", "csat", 5)]
POINTS = [
    ("points_in", "2024-06-01", "check_in", 100),
    ("points_in", "2025-01-01", "redeem", -30),
    ("points_spent", "2024-06-01", "check_in", 100),
    ("points_spent", "2025-01-01", "redeem", -100),
    ("points_young", "2024-12-01", "check_in", 100),
]
MEMBERS = {  # scenario: who must be in, who must not
    "new_visitor_conversion": ({"v:new"}, {"v:old", "sign_in"}),
    "signup_without_order": ({"sign_in"}, {"sign_young", "sign_old", "sign_bought"}),
    "first_to_second_order": ({"second_in"}, {"second_young", "second_done"}),
    "cart_abandoned": ({"cart_in"}, {"cart_bought", "cart_old"}),
    "activation_stuck": ({"sign_in", "sign_young"}, {"sign_active", "sign_old"}),
    "loyalty_upgrade_close": ({"close_in"}, {"close_far", "value_in"}),
    "high_value_at_risk": ({"value_in"}, {"value_here", "dormant_in"}),
    "dormant_win_back": ({"dormant_in"}, {"dormant_young"}),
    "referral_promoters": ({"nps_in", "sign_old"}, {"nps_low", "csat_high", "brought"}),
    "price_sensitive": ({"price_in"}, {"price_half"}),
    "category_cross_sell": ({"cross_in"}, {"cross_two"}),
    "points_about_to_expire": ({"points_in"}, {"points_spent", "points_young"}),
}


def person(name: str) -> str:
    return name if name.startswith("v:") else f"u:{name}"


def table(*lines: str) -> str:
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    warehouse = Warehouse(tmp_path_factory.mktemp("scenarios"), {"as_of": AS_OF})
    people = {row[0] for rows in (ORDERS, EVENTS, SURVEYS, POINTS) for row in rows} | set(USERS)
    known = sorted(name for name in people if not name.startswith("v:"))
    warehouse.deliver(
        "users/a.csv",
        table(
            "user_id,signed_up_at,consent_marketing",
            *(f"{name},{USERS.get(name, '2024-01-01')},{name == 'cart_in'}" for name in known),
        ),
    )
    warehouse.deliver(
        "events/a.csv",
        table(
            "event_id,visitor_id,user_id,event_name,occurred_at",
            *(
                f"e{n},{who[2:]},,{name},{at} 09:00:00"
                if who.startswith("v:")
                else f"e{n},device-{who},{who},{name},{at} 09:00:00"
                for n, (who, name, at) in enumerate(EVENTS)
            ),
        ),
    )
    warehouse.deliver(
        "orders/a.csv",
        table(
            "order_id,user_id,ordered_at,status,currency,gross_amount,discount_amount",
            *(
                f"o{n},{who},{on} 10:00:00,paid,USD,{gross + discount},{discount}"
                for n, (who, on, gross, discount, _) in enumerate(ORDERS)
            ),
        ),
    )
    warehouse.deliver(
        "order_items/a.csv",
        table(
            "order_item_id,order_id,product_id,quantity,unit_price",
            *(f"i{n},o{n},{row[4]},1,{row[2]}" for n, row in enumerate(ORDERS)),
        ),
    )
    warehouse.deliver("products/a.csv", table("product_id,category", "tea,tea", "cups,cups"))
    warehouse.deliver(
        "points_ledger/a.csv",
        table(
            "entry_id,user_id,occurred_at,activity,points",
            *(f"p{n},{w},{at},{what},{k}" for n, (w, at, what, k) in enumerate(POINTS)),
        ),
    )
    warehouse.deliver(
        "survey_responses/a.csv",
        table(
            "response_id,user_id,submitted_at,survey_type,score",
            *(f"r{n},{w},2025-06-01,{kind},{score}" for n, (w, kind, score) in enumerate(SURVEYS)),
        ),
    )
    warehouse.deliver(
        "invites/a.csv",
        table(
            "invite_id,inviter_user_id,invited_at,invite_channel,invitee_user_id,accepted_at",
            "n1,sign_old,2025-05-20,link,brought,2025-06-01",
        ),
    )
    warehouse.build("-s", "+path:models/marts/customers")
    return warehouse


@pytest.fixture(scope="module")
def audiences(warehouse: Warehouse) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for scenario, person_id in warehouse.query(
        "select scenario, person_id from customers.scenario_audiences"
    ):
        found[scenario].add(person_id)
    return found


@pytest.mark.parametrize("scenario", MEMBERS)
def test_audience(audiences: dict[str, set[str]], scenario: str) -> None:
    inside, outside = ({person(name) for name in names} for names in MEMBERS[scenario])
    assert inside <= audiences[scenario]
    assert not outside & audiences[scenario]


def test_entered_at_is_when_the_rule_was_met(warehouse: Warehouse) -> None:
    entered = {
        (scenario, person_id): str(at)
        for scenario, person_id, at in warehouse.query(
            "select scenario, person_id, entered_at from customers.scenario_audiences"
        )
    }
    assert entered["signup_without_order", "u:sign_in"] == "2025-06-23 00:00:00"
    assert entered["dormant_win_back", "u:dormant_in"] == "2025-06-19 00:00:00"
    assert entered["cart_abandoned", "u:cart_in"] == "2025-06-29 09:00:00"
    assert max(entered.values()) <= AS_OF


def test_everybody_has_a_row_of_tags(warehouse: Warehouse) -> None:
    tags = {
        row[0]: row[1:]
        for row in warehouse.query(
            "select person_id, lifecycle_stage, tier, price_sensitivity, preferred_category,"
            " nps_group, referred_people, points_balance, churn_risk_band"
            " from customers.customer_360"
        )
    }
    assert tags["v:new"][:3] == ("visitor", "(none)", "unknown")
    assert tags["u:value_in"][:4] == ("at_risk", "platinum", "low", "tea")
    assert tags["u:nps_in"][4] == "promoter"
    assert tags["u:sign_old"][5] == 1
    assert tags["u:points_in"][6] == 70
    assert tags["u:value_in"][7] == "high"


def export(warehouse: Warehouse, out: Path, *options: str) -> Result:
    return CliRunner().invoke(
        main,
        [
            *("export", "audience", "signup_without_order", "--out", str(out)),
            *("--from", str(warehouse.database), "--snapshots", str(out.parent / "kept"), *options),
        ],
    )


def test_export_is_repeatable_and_leaves_the_holdout_out(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    out = tmp_path / "a.csv"
    assert export(warehouse, out).exit_code == 0
    kept = {path: path.read_bytes() for path in [out, *sorted((tmp_path / "kept").rglob("*.csv"))]}
    assert len(kept) == 3
    assert export(warehouse, out).exit_code == 0
    assert {path: path.read_bytes() for path in kept} == kept
    with out.open(encoding="utf-8") as handle:
        sent = [row["person_id"] for row in csv.DictReader(handle)]
    treated = warehouse.query(
        "select person_id from customers.scenario_audiences"
        " where scenario = 'signup_without_order' and not is_holdout order by 1"
    )
    assert sent == [row[0] for row in treated]


def test_export_says_who_entered_and_who_left(warehouse: Warehouse, tmp_path: Path) -> None:
    folder = tmp_path / "kept" / "signup_without_order"
    folder.mkdir(parents=True)
    (folder / "20250601000000.members.csv").write_text("person_id\nu:gone\nu:sign_in\n")
    result = export(warehouse, tmp_path / "a.parquet", "--with-holdout")
    assert result.exit_code == 0, result.output
    people = [
        row[0]
        for row in warehouse.query(
            "select person_id from customers.scenario_audiences"
            " where scenario = 'signup_without_order'"
        )
    ]
    rows = duckdb.sql(f"select person_id, change from '{tmp_path}/a.parquet'").fetchall()
    assert dict(rows) == {p: "stayed" if p == "u:sign_in" else "entered" for p in people}
    changes = (folder / "20250630120000.changes.csv").read_text().splitlines()
    assert '"u:gone","left"' in changes
    assert '"u:sign_in","entered"' not in changes


def test_export_from_a_publication_leaves_it_untouched(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    run = out / "runs" / "r1"
    run.mkdir(parents=True)
    shutil.copy(warehouse.database, run / "northstar.duckdb")
    with duckdb.connect(str(run / "northstar.duckdb")) as connection:
        connection.execute("drop table intermediate.int_as_of")
        connection.execute("create schema if not exists quality")
        connection.execute(
            f"create table quality.publication as select timestamp '{AS_OF}' as as_of"
        )
    (run / "manifest.json").write_text(json.dumps({"as_of": AS_OF}))
    (out / "current").symlink_to(run)
    monkeypatch.chdir(tmp_path)
    for source in (out, out / "current", out / "current" / "northstar.duckdb"):
        arguments = ["export", "audience", "cart_abandoned", "--from", str(source)]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
    assert (tmp_path / "cart_abandoned.csv").read_text().count("\n") >= 1
    assert {path.name for path in run.iterdir()} == {"northstar.duckdb", "manifest.json"}
    assert len(list((out / "audiences" / "cart_abandoned").iterdir())) == 2


def test_export_from_what_is_no_warehouse_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    with duckdb.connect(str(tmp_path / "empty.duckdb")) as connection:
        connection.execute("create table other as select 1 as one")
    for source, said in [
        ("notes.txt", "is no warehouse"),
        ("empty.duckdb", "is no warehouse"),
        ("nowhere", "nothing is published"),
        (".", "nothing is published"),
    ]:
        arguments = ["export", "audience", "cart_abandoned", "--from", str(tmp_path / source)]
        result = CliRunner().invoke(main, [*arguments, "--out", str(tmp_path / "a.csv")])
        assert result.exit_code == 1
        assert said in result.output
        assert not (tmp_path / "a.csv").exists()


def test_export_of_an_unknown_audience_names_the_known(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    arguments = ["export", "audience", "nobody", "--out", str(tmp_path / "a.csv")]
    result = CliRunner().invoke(main, [*arguments, "--from", str(warehouse.database)])
    assert result.exit_code == 2
    assert "cart_abandoned" in result.output
    assert not (tmp_path / "a.csv").exists()
