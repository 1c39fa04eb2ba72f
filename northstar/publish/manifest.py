"""`manifest.json`: what a publication is, what it was made from, and the sum of every file."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from northstar.publish import files

NAME = "manifest.json"
SEAL = "manifest.json.sha256"


def git_revision(project: Path) -> str | None:
    """Return the project's git revision, with `-dirty` for uncommitted changes, or None."""
    command = ["git", "-C", str(project), "describe", "--always", "--dirty", "--abbrev=40"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def list_files(run: Path) -> list[Path]:
    """Return every file of a run but the manifest and its seal."""
    return sorted(
        path for path in run.rglob("*") if path.is_file() and path.name not in (NAME, SEAL)
    )


def seal(run: Path, content: dict[str, Any]) -> dict[str, Any]:
    """Make a run's files read-only, write its manifest beside them, and force all of it to disk."""
    sums = {}
    for path in list_files(run):
        path.chmod(0o444)
        files.fsync(path)
        sums[str(path.relative_to(run))] = {
            "bytes": path.stat().st_size,
            "sha256": files.sha256(path),
        }
    manifest = {**content, "files": sums}
    files.write_text(run / NAME, json.dumps(manifest, indent=1, default=str) + "\n")
    files.write_text(run / SEAL, f"{files.sha256(run / NAME)}  {NAME}\n")
    for folder, _, _ in os.walk(run):
        files.fsync(Path(folder))
    files.fsync(run.parent)
    return manifest


def damage(run: Path) -> list[str]:
    """Return what is wrong with the files of a run: changed, missing, or not of it."""
    manifest, seal_file = run / NAME, run / SEAL
    if not manifest.is_file() or not seal_file.is_file():
        return [f"{manifest if not manifest.is_file() else seal_file}: missing"]
    if seal_file.read_bytes() != f"{files.sha256(manifest)}  {NAME}\n".encode():
        return [f"{manifest}: does not match {SEAL}"]
    sums = json.loads(manifest.read_text(encoding="utf-8"))["files"]
    found = []
    for name, expected in sums.items():
        path = run / name
        if not path.is_file():
            found.append(f"{path}: missing")
        elif files.sha256(path) != expected["sha256"]:
            found.append(f"{path}: changed since it was published")
    extra = {str(path.relative_to(run)) for path in list_files(run)} - sums.keys()
    return found + [f"{run / name}: not part of this publication" for name in sorted(extra)]
