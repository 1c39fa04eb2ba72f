"""Named points at which the crash tests kill a build.

`NORTHSTAR_FAULT=<point>` makes the process kill itself there with SIGKILL, as a power cut or the
kernel's memory killer would: nothing is flushed, no handler runs. Unset, the points do nothing.
"""

from __future__ import annotations

import os
import signal

POINTS = (
    "after_clone",
    "during_build",
    "after_build",
    "after_audit",
    "during_export",
    "before_manifest",
    "before_flip",
    "after_flip",
)


def reach(point: str) -> None:
    """Die here if the environment asks for it.

    Raises:
        ValueError: the point is not one of `POINTS`.

    """
    if point not in POINTS:
        raise ValueError(f"unknown fault point: {point}")
    if os.environ.get("NORTHSTAR_FAULT") == point:
        os.kill(os.getpid(), signal.SIGKILL)
