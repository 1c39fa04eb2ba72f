"""The table of published cases is complete and names tests that exist."""

from __future__ import annotations

import json
import re

from harness import PROJECT

ROW = re.compile(
    r"^\| (?P<case>\w+\.\w+)(?: \([^|]*\))? \| (?P<test>[^|]*) \| (?P<verdict>[^|]*) \|$"
)


def rows() -> list[re.Match[str]]:
    """Return the rows of the table."""
    page = (PROJECT / "docs" / "guides" / "published-cases.md").read_text(encoding="utf-8")
    return [match for line in page.splitlines() if (match := ROW.match(line))]


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
    wanted = {case["id"] for case in cases if not case["id"].startswith("clv.")}
    assert {row["case"] for row in rows()} == wanted


def test_every_verdict_has_its_test_or_its_reason() -> None:
    for row in rows():
        if row["verdict"].startswith("refused: "):
            assert row["test"] == "none"
        else:
            assert row["verdict"].startswith("pass"), row["case"]
            assert exists(row["test"].strip("`")), row["case"]
    assert not exists("test_revenue_golden.py::test_of_nothing")
    assert not exists("model__of_nothing")
