"""`--config DIR`: CSVs that replace the project's seeds of the same name.

dbt cannot take seeds from outside its project: given an absolute seed path, it writes its compiled
artifact over the CSV itself. So a build with overrides runs in a shadow of the project, a directory
of links to everything in the project, with a `seeds` folder of its own.
"""

from __future__ import annotations

import csv
import difflib
import os
import shutil
from pathlib import Path

import yaml

from northstar.publish.errors import UsageFailure

NOT_PART_OF_A_PROJECT = {"target", "logs", "build", "data", "seeds"}


def known_seeds(project: Path) -> dict[str, Path]:
    """Return the path of every seed of the project by its name."""
    return {path.stem: path for path in sorted((project / "seeds").rglob("*.csv"))}


def required_columns(project: Path) -> dict[str, set[str]]:
    """Return the columns of every seed that its YAML says are never null."""
    required: dict[str, set[str]] = {}
    for path in (project / "seeds").rglob("*.yml"):
        for seed in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("seeds") or []:
            required[seed["name"]] = {
                column["name"]
                for column in seed.get("columns") or []
                if any(
                    test == "not_null" or (isinstance(test, dict) and "not_null" in test)
                    for test in column.get("data_tests") or []
                )
            }
    return required


def read_header(path: Path) -> list[str]:
    """Return the column names of a CSV file, in their order.

    Raises:
        UsageFailure: the file is empty, is not text, or names a column twice.

    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            header = [name.strip() for name in next(csv.reader(handle), [])]
    except UnicodeDecodeError as error:
        raise UsageFailure(f"{path} is not UTF-8 text; save it as CSV UTF-8") from error
    if not header:
        raise UsageFailure(f"{path} is empty; a config file starts with a line of column names")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise UsageFailure(f"{path} names the column {twice[0]} twice; remove one")
    return header


def overrides(project: Path, config: Path | None) -> dict[str, Path]:
    """Return the replacing CSVs by seed name, after a check of their names and columns.

    Raises:
        UsageFailure: a file is no seed of the project, or a column is unknown or missing.

    """
    if config is None:
        return {}
    seeds, required = known_seeds(project), required_columns(project)
    found: dict[str, Path] = {}
    for path in sorted(config.iterdir()):
        if path.name.startswith("."):
            continue
        if path.suffix != ".csv" or path.stem not in seeds:
            near = difflib.get_close_matches(path.stem, seeds, 1)
            hint = f"did you mean {near[0]}.csv?" if near else f"known: {', '.join(sorted(seeds))}"
            raise UsageFailure(f"unknown config file {path.name} in {config}; {hint}")
        header, known = read_header(path), read_header(seeds[path.stem])
        unknown = [name for name in header if name not in known]
        if unknown:
            raise UsageFailure(
                f"unknown column {unknown[0]} in {path}; its columns are {', '.join(known)}"
            )
        needed = required.get(path.stem, set(known))
        missing = [name for name in known if name in needed and name not in header]
        if missing:
            raise UsageFailure(
                f"missing column {missing[0]} in {path}; its columns are {', '.join(known)}"
            )
        check_lines(path, len(header))
        found[path.stem] = path
    return found


def check_lines(path: Path, width: int) -> None:
    """Refuse a CSV with a line that is not as wide as its header.

    Raises:
        UsageFailure: names the line.

    """
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = csv.reader(handle)
        for row in rows:
            if row and len(row) != width:
                raise UsageFailure(
                    f"{path} line {rows.line_num} has {len(row)} values for {width} columns"
                )


def rewrite(source: Path, target: Path, columns: list[str]) -> None:
    """Copy a CSV with its columns in the project's order; a column that may be absent is blank.

    Blanks around a value are typing, not meaning: ` email ` is the channel `email`, and the lines
    of nothing but commas that spreadsheets leave behind are no rows.
    """
    with (
        source.open(encoding="utf-8-sig", newline="") as reader,
        target.open("w", encoding="utf-8", newline="") as writer,
    ):
        output = csv.DictWriter(writer, columns, restval="", lineterminator="\n")
        output.writeheader()
        names = read_header(source)
        output.writerows(
            dict(zip(names, (value.strip() for value in row), strict=True))
            for row in list(csv.reader(reader))[1:]
            if any(value.strip() for value in row)
        )


def shadow_project(project: Path, replacing: dict[str, Path], place: Path) -> Path:
    """Return the directory to run dbt in: the project, or a shadow of it with replaced seeds."""
    if not replacing:
        return project
    place.mkdir(parents=True, exist_ok=True)
    for entry in place.iterdir():
        if entry.is_symlink():
            entry.unlink()
    for entry in project.iterdir():
        if not entry.name.startswith(".") and entry.name not in NOT_PART_OF_A_PROJECT:
            (place / entry.name).symlink_to(entry)
    shutil.rmtree(place / "seeds", ignore_errors=True)
    for source in (project / "seeds").rglob("*"):
        target = place / "seeds" / source.relative_to(project / "seeds")
        if source.is_dir():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix == ".csv" and source.stem in replacing:
            rewrite(replacing[source.stem], target, read_header(source))
        else:
            os.symlink(source, target)
    return place
