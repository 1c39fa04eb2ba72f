"""The table of touches: every way to arrive has a number, the same for all of a run."""

from __future__ import annotations

from northstar.simulate.world import RETURNS, Touch, World


def touch_table(world: World) -> list[tuple[str, Touch]]:
    """Return (channel, touch) by touch number: first those of the channels, then the returns."""
    first = [(channel.name, touch) for channel in world.channels for touch in channel.touches]
    return first + list(RETURNS)


def touch_offsets(world: World) -> list[int]:
    """Return the number of each channel's first touch, and last that of the first return."""
    offsets = [0]
    for channel in world.channels:
        offsets.append(offsets[-1] + len(channel.touches))
    return offsets


def direct_touch(world: World) -> int:
    """Return the number of the touch that says nothing."""
    return next(number for number, (_, touch) in enumerate(touch_table(world)) if touch == Touch())
