"""Small file operations that a crash must not be able to tear."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from pathlib import Path

FICLONE = 0x40049409  # linux/fs.h: share the blocks of a file, on file systems that can


def sha256(path: Path) -> str:
    """Return the hex digest of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def fsync(path: Path) -> None:
    """Force a file, or the entries of a directory, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_text(path: Path, text: str) -> None:
    """Write a file so that readers see the old text or the new text, never a part."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    fsync(temporary)
    os.replace(temporary, path)
    fsync(path.parent)


def clone(source: Path, target: Path) -> None:
    """Copy a file, sharing its blocks where the file system allows it."""
    with source.open("rb") as reader, target.open("wb") as writer:
        try:
            fcntl.ioctl(writer.fileno(), FICLONE, reader.fileno())
            return
        except OSError:  # another device, or no shared blocks here: copy the bytes
            pass
    shutil.copyfile(source, target)


def flip(link: Path, target: Path) -> None:
    """Point a symbolic link at a sibling path, atomically.

    A reader that opens the link sees the old target or the new one; a reader that already has a
    file open keeps it.
    """
    temporary = link.with_name(f".{link.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(os.path.relpath(target, link.parent))
    os.replace(temporary, link)
    fsync(link.parent)
