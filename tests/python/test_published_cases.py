"""The table of published cases is complete and names tests that exist."""

from __future__ import annotations

import json
import re

from harness import PROJECT

ROW = re.compile(
    r"^\| (?P<case>\w+(?:\.\w+)+)(?: \([^|]*\))? \| (?P<test>[^|]*) \| (?P<verdict>[^|]*) \|$"
)
CAPABILITY = re.compile(
    r"^\| (?P<capability>\w+) \| (?P<passing>[^|]*) \| (?P<refused>[^|]*) \| (?P<test>[^|]*) \|$"
)
CASE = re.compile(r"\b[A-Z]+\d*-[A-Z]*\d+\w*(?:-\w+)?")
WAITING = ("experiment_", "k_factor")


def page() -> list[str]:
    """Return the lines of the page."""
    path = PROJECT / "docs" / "guides" / "published-cases.md"
    return path.read_text(encoding="utf-8").splitlines()


def rows() -> list[re.Match[str]]:
    """Return the rows of the table."""
    return [match for line in page() if (match := ROW.match(line))]


def exists(test: str) -> bool:
    """Say whether a test function of a file, or a unit test of dbt, is there."""
    file, _, function = test.rpartition("::")
    if file:
        text = (PROJECT / "tests" / "python" / file).read_text(encoding="utf-8")
        return f"def {function}(" in text
    documents = (path.read_text(encoding="utf-8") for path in (PROJECT / "models").rglob("*.yml"))
    return any(f"- name: {test}\n" in document for document in documents)


def test_every_case_has_a_verdict() -> None:
    cases = json.loads((PROJECT / "tests" / "golden" / "customer_value.json").read_text())
    assert {row["case"] for row in rows()} == {case["id"] for case in cases}


def test_every_verdict_has_its_test_or_its_reason() -> None:
    for row in rows():
        if row["verdict"].startswith("refused: "):
            assert row["test"] == "none"
        else:
            assert row["verdict"].startswith("pass"), row["case"]
            assert exists(row["test"].strip("`")), row["case"]
    assert not exists("test_revenue_golden.py::test_of_nothing")
    assert not exists("model__of_nothing")


def test_every_product_case_stands_under_its_capability() -> None:
    cases = json.loads((PROJECT / "tests" / "golden" / "product_analytics.json").read_text())
    wanted: dict[str, set[str]] = {}
    for case in cases:
        if not case["capability"].startswith(WAITING):
            wanted.setdefault(case["capability"], set()).add(case["id"])
    found = {match["capability"]: match for line in page() if (match := CAPABILITY.match(line))}
    listed = {
        name: CASE.findall(f"{row['passing']} {row['refused']}") for name, row in found.items()
    }
    listed = {name: set(ids) for name, ids in listed.items() if ids}
    assert listed == wanted
    for name in wanted:
        test = found[name]["test"].strip("`")
        assert test == "none" if found[name]["passing"] == "none" else exists(test), name
