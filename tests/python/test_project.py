"""The project keeps its own rules: layers, contracts, names, keys of its YAML, the registry."""

from __future__ import annotations

import csv
import functools
import json
import re
from pathlib import Path
from typing import Any

import dbt.jsonschemas
import duckdb
import jsonschema
import pytest
import yaml
from harness import PROJECT, Warehouse, parsed

CLOCKS = (
    r"\b(now|getdate|sysdate|today)\s*\(|\bcurrent_(date|time(stamp)?)\b|\blocaltime(stamp)?\b"
    r"|{{\s*run_started_at"
)
METRICS_OF_DBT_1 = {"metrics", "semantic_models", "saved_queries"}
ENGINES = r"duckdb|spark|snowflake|bigquery|postgres|target\.type|adapter\.type"


@functools.cache
def validators() -> list[Any]:
    """Return dbt's newest numbered schema of properties files, and its latest (that of dbt 2)."""
    folder = Path(dbt.jsonschemas.__file__).parent / "resources"
    numbered = [path for path in folder.glob("*.json") if path.stem != "latest"]
    newest = max(numbered, key=lambda path: [int(part) for part in path.stem.split(".")])
    schemas = [json.loads(path.read_text()) for path in (newest, folder / "latest.json")]
    return [jsonschema.validators.validator_for(schema)(schema) for schema in schemas]


def wrong_keys(document: dict[str, Any]) -> list[str]:
    """Return what dbt's schemas have against a properties file.

    Only the latest knows the keys of a column; only the numbered one knows the metrics of dbt 1.
    """
    numbered, latest = validators()
    told_apart = {key: part for key, part in document.items() if key not in METRICS_OF_DBT_1}
    errors = [*numbered.iter_errors(document), *latest.iter_errors(told_apart)]
    return [error.message for error in errors]


def yaml_files() -> list[Path]:
    return sorted(
        path
        for folder in ("models", "seeds", "macros", "tests", "analyses")
        for path in (PROJECT / folder).rglob("*.yml")
        if (PROJECT / "tests" / "python") not in path.parents
    )


@pytest.fixture(scope="module")
def manifest() -> Any:
    return parsed()


@pytest.fixture(scope="module")
def models(manifest: Any) -> dict[str, Any]:
    return {
        node.name: node
        for node in manifest.nodes.values()
        if node.resource_type == "model" and node.package_name == "northstar"
    }


@pytest.fixture(scope="module")
def marts(models: dict[str, Any]) -> dict[str, Any]:
    return {name: node for name, node in models.items() if node.path.startswith("marts/")}


def sql_of(node: Any) -> str:
    """Return a model's SQL without comments, texts and what Jinja sets."""
    code = re.sub(r"{#.*?#}|--[^\n]*|'[^']*'|\"[^\"]*\"", " ", node.raw_code, flags=re.DOTALL)
    return code.lower()


def test_every_yaml_key_is_one_dbt_knows() -> None:
    found = {}
    for path in yaml_files():
        errors = wrong_keys(yaml.safe_load(path.read_text(encoding="utf-8")))
        if errors:
            found[str(path.relative_to(PROJECT))] = errors
    assert not found


BROKEN = {
    "a misspelt key of a model": {"models": [{"name": "a", "descripton": "x"}]},
    "a misspelt key of a column": {
        "models": [{"name": "a", "columns": [{"name": "b", "tpye": "c"}]}]
    },
    "a misspelt section": {"model": [{"name": "a"}]},
    "a misspelt key of a unit test": {
        "unit_tests": [{"name": "t", "model": "a", "givn": [], "expect": {"rows": []}}]
    },
    "a unit test without an expectation": {
        "unit_tests": [{"name": "t", "model": "a", "given": []}]
    },
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_yaml_key_that_dbt_does_not_know_is_found(case: str) -> None:
    assert wrong_keys({"version": 2, **BROKEN[case]})


def test_every_model_has_a_yaml_of_its_name_beside_it(models: dict[str, Any]) -> None:
    found = [
        name
        for name, node in models.items()
        if not (PROJECT / node.original_file_path).with_suffix(".yml").is_file()
        or not str(node.patch_path).endswith(f"/{name}.yml")
    ]
    assert not found


def test_every_model_says_its_grain(models: dict[str, Any]) -> None:
    said = {name: f"{node.description} {node.raw_code[:200]}" for name, node in models.items()}
    assert not [name for name, text in said.items() if "grain: " not in text.lower()]


def test_every_mart_says_its_grain(marts: dict[str, Any]) -> None:
    assert not [name for name, node in marts.items() if "Grain: one row" not in node.description]
    heads = {name: node.raw_code.lstrip().splitlines()[0] for name, node in marts.items()}
    assert not [name for name, head in heads.items() if not re.match(r"{#-? grain: ", head)]


def test_references_point_right(manifest: Any, models: dict[str, Any]) -> None:
    def layer(node: Any) -> str:
        folders = node.path.split("/")
        core = folders[:2] == ["marts", "core"]
        return "core" if core else "area" if folders[0] == "marts" else folders[0]

    allowed = {
        "staging": {"staging"},
        "intermediate": {"staging", "intermediate"},
        "core": {"staging", "intermediate", "core"},
        "area": {"intermediate", "core", "area"},
    }
    wrong = []
    for name, node in models.items():
        for parent in node.depends_on.nodes:
            other = manifest.nodes.get(parent)
            if other is not None and other.resource_type == "model":
                # the quality marts count what staging kept and refused: that is their subject
                counting = node.path.startswith("marts/quality/")
                if layer(other) not in allowed[layer(node)] and not counting:
                    wrong.append(f"{name} -> {other.name}")
    assert not wrong


def test_every_mart_is_contracted_owned_and_public(manifest: Any, marts: dict[str, Any]) -> None:
    owners = {group.name: group.owner for group in manifest.groups.values()}
    for name, node in marts.items():
        assert node.config.contract.enforced, f"{name} has no enforced contract"
        assert str(node.access) in ("public", "AccessType.Public"), f"{name} is not public"
        assert owners[node.config.group].name, f"{name} has no owner"
        assert all(column.description for column in node.columns.values()), (
            f"{name}: describe columns"
        )


def test_every_mart_has_a_consumer(manifest: Any, marts: dict[str, Any]) -> None:
    if not (PROJECT / "models" / "_exposures.yml").is_file():
        pytest.skip("no exposures yet")
    used = {
        parent for exposure in manifest.exposures.values() for parent in exposure.depends_on.nodes
    }
    assert not [name for name, node in marts.items() if node.unique_id not in used]


def test_unit_tests_are_named_after_model_and_behaviour(manifest: Any) -> None:
    names = {test.name: test.model for test in manifest.unit_tests.values()}
    assert not [name for name, model in names.items() if not name.startswith(f"{model}__")]


def test_every_incremental_model_is_unit_tested_or_part_of_the_law(models: dict[str, Any]) -> None:
    stores = {n for n, node in models.items() if node.config.materialized == "incremental"}
    assert {"base_app__events", "stg_app__events", "int_events", "int_sessions"} <= stores


def test_a_var_that_kept_rows_depend_on_makes_a_full_refresh(
    manifest: Any, models: dict[str, Any]
) -> None:
    """Rows of incremental models outlive a build, so their vars are part of the fingerprint."""
    waiting = {
        node.unique_id for node in models.values() if node.config.materialized == "incremental"
    }
    behind: set[str] = set()
    while waiting:
        node = manifest.nodes.get(name := waiting.pop()) or manifest.macros.get(name)
        behind.add(name)
        if node is not None and name.split(".")[1] == "northstar":
            waiting |= {*node.depends_on.macros, *getattr(node.depends_on, "nodes", [])} - behind
    code = {
        name: getattr(manifest.nodes.get(name) or manifest.macros.get(name), "raw_code", None)
        or getattr(manifest.macros.get(name), "macro_sql", "")
        for name in behind
        if name.split(".")[1] == "northstar"
    }
    used = {var for text in code.values() for var in re.findall(r"var\([\"'](\w+)[\"']\)", text)}
    macro = manifest.macros["macro.northstar.definition_fingerprint"].macro_sql
    known = set(re.findall(r"'(\w+)'", macro.split("{% for name in [")[1].split("]")[0]))
    # the as-of moves with every build; int_events and int_sessions hold it against the last one
    assert used - known - {"as_of"} == set()
    assert {"session_timeout_seconds", "click_id_pattern"} <= used


def test_the_registry_of_metrics_is_true(manifest: Any, marts: dict[str, Any]) -> None:
    tables = {f"{node.schema}.{node.name}": node for node in marts.values()}
    tables |= {f"{node.schema}.{node.alias}": node for node in marts.values()}
    with (PROJECT / "seeds" / "config" / "metrics.csv").open(encoding="utf-8") as handle:
        registry = list(csv.DictReader(handle))
    assert len(registry) >= 10
    semantic = {metric.name for metric in manifest.metrics.values()}
    for row in registry:
        assert row["mart"] in tables, row["metric"]
        assert row["column"] in tables[row["mart"]].columns, row["metric"]
        assert not row["semantic_metric"] or row["semantic_metric"] in semantic, row["metric"]


def test_no_model_reads_the_clock(models: dict[str, Any]) -> None:
    assert not [name for name, node in models.items() if re.search(CLOCKS, sql_of(node))]


def test_no_model_names_an_engine(models: dict[str, Any]) -> None:
    assert not [name for name, node in models.items() if re.search(ENGINES, sql_of(node))]


# a divisor that is written out (a number above zero, a var) needs no guard; these have their own
GUARDED = {
    "int_customer_scores": "every divisor is a sum of fitted parameters above zero, or is nullif'd",
    "int_clv_gains": "divided by powers of one plus the discount rate",
    "int_clv_series": "every divisor is a sum of fitted parameters above zero",
}


def test_divisions_go_through_safe_divide(models: dict[str, Any]) -> None:
    bare = re.compile(r"[^/*]/(?!\s*(\d*[1-9][\d.]*\b|(pow\()?{{\s*var\())[^/*]")
    found = {name for name, node in models.items() if bare.search(sql_of(node))}
    assert not found - set(GUARDED)


@pytest.mark.e2e
def test_the_grain_test_can_fail(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    warehouse.deliver("users/a.csv", "user_id,signed_up_at\nu1,2026-01-01\nu2,2026-01-01\n")
    warehouse.build("--select", "+stg_app__users")
    grain = ["--select", "stg_app__users,test_type:generic"]
    warehouse.build(*grain, command="test")
    with duckdb.connect(str(warehouse.database)) as connection:
        connection.execute("insert into staging.stg_app__users from staging.stg_app__users limit 1")
    with pytest.raises(AssertionError, match="unique_key"):
        warehouse.build(*grain, command="test")


@pytest.mark.e2e
def test_the_null_test_can_fail(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    header = "order_id,user_id,ordered_at,status,currency,gross_amount\n"
    warehouse.deliver("orders/a.csv", header + "o1,u1,2026-01-01,paid,USD,5\n")
    warehouse.build("--select", "+fct_orders")
    nulls = ["--select", "fct_orders,test_name:never_null"]
    warehouse.build(*nulls, command="test")
    with duckdb.connect(str(warehouse.database)) as connection:
        connection.execute("update intermediate.int_orders set is_internal = null")
    with pytest.raises(AssertionError, match="never_null"):
        warehouse.build(*nulls, command="test")


WIDEST_LINE = 115  # a ratchet: 100 is the aim of new lines


def test_written_lines_are_short_and_have_no_trailing_blanks() -> None:
    """The linter judges what templates expand to; this judges what we wrote."""
    found = [
        f"{path.relative_to(PROJECT)}:{number}"
        for path in sorted((PROJECT / "models").rglob("*.sql"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > WIDEST_LINE or line != line.rstrip()
    ]
    assert not found
