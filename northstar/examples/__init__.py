"""`northstar examples`: public data sets as raw files that keep the raw contract."""

from __future__ import annotations

from northstar.examples.command import command

__all__ = ["command"]
