"""Write, audit, publish: what readers see is one finished build, whatever happens to the next."""

from __future__ import annotations

import json
import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import toy
from publishing import (
    build,
    killed_build,
    last_line,
    northstar,
    published_orders,
    query,
    starved_build,
    sums,
)

from northstar.publish import faults, pipeline
from northstar.publish.progress import Stages
from northstar.publish.store import Store

OLD, NEW = [10, 60, 5], [10, 60, 5, 70]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toy.write_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(autouse=True)
def use_toy(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NORTHSTAR_PROJECT", str(project))


@pytest.fixture(scope="module")
def first_world(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("publish") / "world"
    toy.write_orders(place / "raw", OLD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NORTHSTAR_PROJECT", str(project))
        result = build(place)
    assert result.exit_code == 0, result.output
    return place.rename(place.with_name("first"))


@pytest.fixture
def world(first_world: Path) -> Path:
    """Return a raw folder and an output folder with one publication of it."""
    place = first_world.with_name("world")  # always the same path: dbt's parse cache holds
    shutil.rmtree(place, ignore_errors=True)
    return shutil.copytree(first_world, place, symlinks=True)


def test_a_publication_holds_marts_in_two_forms_and_a_manifest(world: Path) -> None:
    current = world / "out" / "current"
    manifest = json.loads((current / "manifest.json").read_text())
    assert manifest["as_of"] == "2026-01-03 12:00:00"
    assert manifest["tables"]["core.fct_orders"] == {"rows": 3}
    assert manifest["checks"]["dbt_tests_passed"] == 6
    assert [entry["path"] for entry in manifest["inputs"]] == ["orders/a.csv"]
    assert published_orders(world) == 3
    assert set(query(world, "select distinct schema_name from duckdb_tables()")) == {
        ("core",),
        ("north_star",),
        ("quality",),
    }
    comments = "select comment from duckdb_columns() where column_name = 'order_id'"
    assert query(world, comments) == [("The order's key.",)]
    assert all(path.stat().st_mode & 0o222 == 0 for path in (current / "marts").rglob("*.parquet"))


def test_the_published_database_is_of_a_format_that_duckdb_1_4_reads(world: Path) -> None:
    head = (world / "out" / "current" / "northstar.duckdb").read_bytes()[:20]
    assert head[8:12] == b"DUCK"
    assert int.from_bytes(head[12:20], "little") <= 67  # what DuckDB 1.4 writes


def test_the_same_rows_give_the_same_parquet_bytes(world: Path) -> None:
    before = sums(world)
    assert build(world, "--force").exit_code == 0
    after = sums(world)
    same = {name for name in before if name.endswith(".parquet") and "publication" not in name}
    assert len(same) == 3
    assert {name: before[name] for name in same} == {name: after[name] for name in same}


@pytest.mark.parametrize("point", faults.POINTS)
def test_a_build_killed_anywhere_leaves_the_old_or_the_new_publication(
    world: Path, point: str
) -> None:
    before = sums(world)
    toy.write_orders(world / "raw", NEW)
    assert killed_build(world, point) == -signal.SIGKILL
    if point == "after_flip":
        assert published_orders(world) == 4
    else:
        assert sums(world) == before
    assert northstar("verify", world / "out").exit_code == 0
    if point == "during_export":
        assert len(list((world / "out" / "runs").iterdir())) == 2
        assert build(world).exit_code == 0
        assert published_orders(world) == 4
        assert set((world / "out" / "runs").iterdir()) == set(Store(world / "out").chain())


def test_a_failed_check_changes_nothing_and_says_which(world: Path) -> None:
    before = sums(world)
    toy.write_orders(world / "raw", [10, "", ""])
    result = build(world)
    assert result.exit_code == 1
    assert "not_null_fct_orders_amount found 2 rows" in last_line(result)
    assert sums(world) == before
    (failed,) = (world / "out" / "failed").iterdir()
    assert "not_null_fct_orders_amount" in (failed / "failure.md").read_text()
    assert (failed / "logs" / "dbt.log").is_file()
    with duckdb.connect(str(failed / "warehouse.duckdb"), read_only=True) as connection:
        query = (failed / "checks" / "not_null_fct_orders_amount.sql").read_text()
        assert len(connection.execute(query).fetchall()) == 2
    assert str(failed) in result.stderr


def test_a_hooks_sentence_is_the_last_line(world: Path) -> None:
    before = sums(world)
    (world / "raw" / "orders" / "a.csv").write_text("order_id,ordered_at\n1,2026-01-01\n")
    result = build(world)
    assert result.exit_code == 1
    assert last_line(result) == (
        "error: Table orders: the required column amount is missing in orders/a.csv"
    )
    assert "Traceback" not in result.output
    assert sums(world) == before


def test_a_broken_model_is_named(world: Path) -> None:
    toy.write_orders(world / "raw", [10, "a lot"])
    result = build(world)
    assert result.exit_code == 1
    assert "fct_orders" in last_line(result)
    assert "a lot" in last_line(result)


def test_any_flipped_bit_is_found(world: Path) -> None:
    paths = [path for path in (world / "out" / "current").resolve().rglob("*") if path.is_file()]
    assert len(paths) >= 8
    for number, path in enumerate(paths):
        good = path.read_bytes()
        path.chmod(0o644)
        bad = bytearray(good)
        bad[len(bad) * (number + 1) // (len(paths) + 1)] ^= 1 << (number % 8)
        path.write_bytes(bad)
        result = northstar("verify", world / "out")
        assert result.exit_code == 1, path
        assert path.name.removesuffix(".sha256") in result.output
        path.write_bytes(good)
    assert northstar("verify", world / "out").exit_code == 0


@pytest.mark.parametrize("change", ["missing", "added"])
def test_a_missing_or_added_file_is_found(world: Path, change: str) -> None:
    path = (world / "out" / "current" / "marts" / "core" / "fct_orders.parquet").resolve()
    if change == "missing":
        path.unlink()
    else:
        path = path.with_name("fct_more.parquet")
        path.write_bytes(b"")
    result = northstar("verify", world / "out")
    assert result.exit_code == 1
    assert str(path) in result.output


def test_a_second_builder_is_refused_with_the_first_ones_pid(world: Path) -> None:
    with Store(world / "out").lock():
        result = build(world)
    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert f"pid {os.getpid()}, started 20" in last_line(result)


def test_rollback_goes_back_one_publication_at_a_time_and_three_are_kept(world: Path) -> None:
    published = {}
    for count in range(3):
        toy.write_orders(world / "raw", NEW + [1] * count)
        assert build(world).exit_code == 0
        published[published_orders(world)] = sums(world)
    assert list(published) == [4, 5, 6]
    assert len(list((world / "out" / "runs").iterdir())) == 3
    for orders in (5, 4):
        assert northstar("rollback", world / "out").exit_code == 0
        assert published_orders(world) == orders
        assert sums(world) == published[orders]
    result = northstar("rollback", world / "out")
    assert result.exit_code == 1
    assert "oldest publication" in last_line(result)


def test_a_build_after_a_rollback_continues_from_what_readers_see(world: Path) -> None:
    toy.write_orders(world / "raw", [1])
    assert build(world).exit_code == 0
    bad = (world / "out" / "current").resolve()
    northstar("rollback", world / "out")
    toy.write_orders(world / "raw", NEW)
    assert build(world).exit_code == 0
    assert published_orders(world) == 4
    assert not bad.exists()
    northstar("rollback", world / "out")
    assert published_orders(world) == 3


def test_rollback_works_when_the_current_manifest_is_damaged(world: Path) -> None:
    toy.write_orders(world / "raw", NEW)
    assert build(world).exit_code == 0
    manifest = world / "out" / "current" / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text("{")
    assert northstar("rollback", world / "out").exit_code == 0
    assert published_orders(world) == 3


def test_nothing_new_builds_nothing(world: Path) -> None:
    before = (world / "out" / "current").resolve()
    os.utime(world / "raw" / "orders" / "a.csv")  # touched, not changed
    result = build(world)
    assert result.exit_code == 0
    assert "nothing changed" in result.stderr
    assert "orders" in result.stdout
    assert (world / "out" / "current").resolve() == before


def test_anything_new_is_noticed(world: Path, project: Path) -> None:
    request = pipeline.Request(project, world / "raw", world / "out")
    config = world / "config"
    config.mkdir()
    (config / "tiers.csv").write_text("threshold,tier\n0,all\n")
    assert is_published(request)
    assert not is_published(replace(request, config=config))
    assert not is_published(replace(request, variables={"as_of": "2026-01-02"}))
    assert not is_published(replace(request, force=True))
    assert not is_published(replace(request, full_refresh=True))
    path = world / "raw" / "orders" / "a.csv"
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    path.write_text(path.read_text().replace("60", "61"))  # as long and as old as before
    os.utime(path, ns=times)
    assert not is_published(request)


def is_published(request: pipeline.Request) -> bool:
    return pipeline.Build(request, Stages(), Store(request.out)).is_published()


def test_a_config_file_replaces_the_seed_and_not_the_projects_file(
    world: Path, project: Path
) -> None:
    own = (project / "seeds" / "config" / "tiers.csv").read_bytes()
    (world / "config").mkdir()
    (world / "config" / "tiers.csv").write_text("\ufeffthreshold,tier\n0,all\n9,some\n")
    result = build(world, "--config", world / "config")
    assert result.exit_code == 0, result.output
    tiers = query(world, "select tier, orders from core.tier_orders order by 1")
    assert tiers == [("all", 3), ("some", 2)]
    assert (project / "seeds" / "config" / "tiers.csv").read_bytes() == own
    manifest = json.loads((world / "out" / "current" / "manifest.json").read_text())
    assert list(manifest["config"]) == ["tiers"]
    assert build(world).exit_code == 0
    tiers = query(world, "select tier, orders from core.tier_orders order by 1")
    assert tiers == [("base", 3), ("gold", 1)]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("tires.csv", "tier\n", "unknown config file tires.csv"),
        ("tiers.yml", "tier\n", "unknown config file tiers.yml"),
        ("tiers.csv", "tier,threshold,color\n", "unknown column color"),
        ("tiers.csv", "tier,note\n", "missing column threshold"),
        ("tiers.csv", "", "is empty"),
        ("tiers.csv", "tier,tier,threshold\n", "the column tier twice"),
        ("tiers.csv", "tier,threshold\na,1,2\n", "line 2 has 3 values for 2 columns"),
    ],
)
def test_a_wrong_config_is_refused_before_anything_runs(
    world: Path, name: str, text: str, said: str
) -> None:
    (world / "config").mkdir()
    (world / "config" / name).write_text(text)
    before = sorted((world / "out").rglob("*"))
    result = build(world, "--config", world / "config")
    assert result.exit_code == 2
    assert said in last_line(result)
    assert str(world / "config") in last_line(result)
    assert sorted((world / "out").rglob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--vars", "{"], "no JSON"),
        (["--vars", "[1]"], "no JSON object"),
        (["--vars", '{"as_off": 1}'], "did you mean as_of"),
        (["--as-of", "yesterday"], "no timestamp"),
        (["--as-of", "2026-01-01", "--vars", '{"as_of": "2026-01-01"}'], "given twice"),
        (["--target", "spark"], "no Spark profile yet"),
        (["--raw", "/nowhere"], "does not exist"),
    ],
)
def test_a_wrong_request_is_a_usage_error(world: Path, arguments: list[str], said: str) -> None:
    result = build(world, *arguments)
    assert result.exit_code == 2
    assert said in last_line(result)


def test_a_full_disk_is_noticed_before_the_build(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sums(world)
    toy.write_orders(world / "raw", NEW)
    usage = shutil.disk_usage(world)._replace(free=1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    result = build(world)
    assert result.exit_code == 1
    assert "not enough disk space" in last_line(result)
    assert sums(world) == before


@pytest.mark.parametrize("kibibytes", [200, 900])
def test_a_disk_that_fills_up_during_the_build_changes_nothing(world: Path, kibibytes: int) -> None:
    before = sums(world)
    toy.write_orders(world / "raw", range(40_000), per_day=200)
    assert starved_build(world, kibibytes * 1024) == 1
    assert sums(world) == before
    assert not list((world / "out" / "failed").rglob("*.duckdb"))
    assert build(world).exit_code == 0
    assert published_orders(world) == 40_000


def test_an_open_reader_keeps_its_publication_while_a_new_one_is_published(world: Path) -> None:
    path = str(world / "out" / "current" / "northstar.duckdb")
    with duckdb.connect(path, read_only=True) as reader:
        toy.write_orders(world / "raw", NEW)
        assert build(world).exit_code == 0
        assert reader.execute("select count(*) from core.fct_orders").fetchall() == [(3,)]
    assert published_orders(world) == 4
