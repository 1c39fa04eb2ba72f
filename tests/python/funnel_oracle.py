"""What a funnel is, said a second time: brute force over one person's events, entry by entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(frozen=True)
class Event:
    """One event: seconds since the start, a total order within ties, a name and properties."""

    at: int
    event_id: str
    name: str
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Step:
    """One step of a funnel; exclusions name the step after which they are forbidden."""

    number: int
    name: str
    is_optional: bool = False
    min_gap: int | None = None
    max_gap: int | None = None
    is_exclusion: bool = False

    def takes(self, event: Event) -> bool:
        """Return whether the event can fill the step."""
        return self.name in ("*", event.name)


@dataclass(frozen=True)
class Funnel:
    """A definition as in the seeds; window and gaps in seconds."""

    name: str
    steps: tuple[Step, ...]
    order_mode: str = "ordered"
    entry_policy: str = "any"
    window: int = 60
    tie_policy: str = "step_order"
    grace: int = 0
    exclusion_effect: str = "break_attempt"

    @property
    def chain(self) -> list[Step]:
        """Return the required steps in order."""
        return [s for s in self.steps if not s.is_exclusion and not s.is_optional]

    @property
    def real(self) -> list[Step]:
        """Return all steps but exclusions."""
        return [s for s in self.steps if not s.is_exclusion]

    def overlaps(self) -> bool:
        """Return whether one event could fill two steps."""
        names = [s.name for s in self.real]
        return len(set(names)) < len(names) or ("*" in names and len(names) > 1)

    def key(self, event: Event) -> tuple[int, int, int, str]:
        """Return the event's place in the order of this funnel."""
        if self.tie_policy != "step_order":
            return (event.at, 0, 0, event.event_id)
        filled = [s.number for s in self.real if s.takes(event)]
        return (event.at, min(filled), max(filled), event.event_id)


@dataclass
class Attempt:
    """One entry: the seconds at which each step was reached, and how it ended."""

    entry: Event
    reached: dict[int, int] = field(default_factory=dict)
    level: int = 1
    last_at: int = 0
    is_open: bool = False
    is_broken: bool = False


def follower(funnel: Funnel, events: list[Event], here: Event, step: Step) -> Event | None:
    """Return the first event that may fill `step` after `here`, windows and gaps apart."""
    best = None
    for event in events:
        if event is here or not step.takes(event):
            continue
        if step.min_gap:
            ok = event.at >= here.at + step.min_gap
        elif funnel.grace:
            ok = event.at >= here.at - funnel.grace
        elif funnel.tie_policy == "strictly_later":
            ok = event.at > here.at
        else:
            ok = funnel.key(event) > funnel.key(here)
        if ok and (best is None or funnel.key(event) < funnel.key(best)):
            best = event
    return best


def next_to(funnel: Funnel, events: list[Event], here: Event, there: Event) -> bool:
    """Return whether nothing comes between two events (strict mode)."""
    if funnel.tie_policy == "step_order":
        return not any(here.at < event.at < there.at for event in events)
    ordered = sorted(events, key=lambda event: (event.at, event.event_id))
    return ordered.index(there) - ordered.index(here) == 1


def spoiler(funnel: Funnel, events: list[Event], here: Event, step: Step) -> int | None:
    """Return when the first exclusion after `here` comes, while `step` is the last one done."""
    times = [
        event.at
        for event in events
        for rule in funnel.steps
        if rule.is_exclusion
        and rule.number == step.number
        and rule.takes(event)
        and event.at > here.at
    ]
    return min(times, default=None)


def walk(funnel: Funnel, events: list[Event], entry: Event, as_of: int) -> Attempt:
    """Follow one entry as far as it goes."""
    attempt = Attempt(entry, {1: entry.at}, 1, entry.at)
    here, chain = entry, funnel.chain
    for done, wanted in pairwise(chain):
        there = follower(funnel, events, here, wanted)
        spoilt = spoiler(funnel, events, here, done)
        limit = entry.at + funnel.window
        aside = {
            option.number: taken.at
            for option in funnel.real
            if option.is_optional and done.number < option.number < wanted.number
            if (taken := follower(funnel, events, here, option)) is not None
            if taken.at <= limit and not (spoilt is not None and spoilt < taken.at)
            if option.max_gap is None or taken.at - here.at <= option.max_gap
        }
        late = there is not None and (
            there.at > limit or (wanted.max_gap is not None and there.at - here.at > wanted.max_gap)
        )
        strict = funnel.order_mode == "strict"
        astray = there is not None and strict and not next_to(funnel, events, here, there)
        attempt.is_broken = spoilt is not None and spoilt <= limit
        attempt.is_broken &= there is None or (spoilt is not None and spoilt < there.at)
        if there is None or late or astray or attempt.is_broken:
            gap_open = wanted.max_gap is None or here.at + wanted.max_gap > as_of
            attempt.is_open = there is None and spoilt is None and limit > as_of and gap_open
            attempt.reached |= aside
            return attempt
        attempt.reached |= {number: at for number, at in aside.items() if at <= there.at}
        here = there
        attempt.level, attempt.last_at = wanted.number, there.at
        attempt.reached[wanted.number] = there.at
    return attempt


def gather(funnel: Funnel, events: list[Event], entry: Event, as_of: int) -> Attempt:
    """Follow one entry of an unordered funnel: how many distinct steps come within the window."""
    later = [e for e in events if (e.at, e.event_id) >= (entry.at, entry.event_id)]
    firsts = sorted(
        min((e.at, e.event_id) for e in later if step.takes(e))
        for step in funnel.real
        if any(step.takes(e) for e in later)
    )
    inside = [at for at, _ in firsts if at - entry.at <= funnel.window]
    attempt = Attempt(entry, {1: entry.at}, 1, entry.at)
    for count, at in enumerate(inside, 1):
        attempt.reached[count], attempt.level, attempt.last_at = at, count, at
        follow = firsts[count][0] if count < len(firsts) else None
        spoilt = spoiler(funnel, events, Event(at, "", ""), Step(count, ""))
        attempt.is_broken = spoilt is not None and count < len(funnel.real)
        attempt.is_broken &= follow is None or (spoilt is not None and spoilt < follow)
        attempt.is_broken &= spoilt is not None and spoilt <= entry.at + funnel.window
        attempt.is_open = follow is None and count < len(funnel.real) and spoilt is None
        if spoilt is not None and follow is not None and spoilt < follow:
            break
    attempt.is_open &= entry.at + funnel.window > as_of
    return attempt


def judge(
    funnel: Funnel, events: list[Event], as_of: int
) -> tuple[int, str, dict[int, int]] | None:
    """Return a person's furthest step, state and step times; None for who is not in the funnel."""
    events = sorted(events, key=lambda event: (event.at, event.event_id))
    unordered = funnel.order_mode == "unordered"
    entries = [
        e for e in events if any(s.takes(e) for s in funnel.real[: None if unordered else 1])
    ]
    if funnel.entry_policy == "first":
        entries = entries[:1]
    follow = gather if unordered else walk
    attempts = [follow(funnel, events, entry, as_of) for entry in entries]
    if funnel.exclusion_effect == "drop_person":
        attempts = [a for a in attempts if not (a.is_broken and a.level < len(funnel.real))]
    if not attempts:
        return None
    best = min(
        attempts,
        key=lambda a: (-a.level, a.last_at, -a.entry.at, [-ord(c) for c in a.entry.event_id]),
    )
    state = "dropped"
    if best.level == funnel.real[-1].number:
        state = "converted"
    elif any(a.is_open for a in attempts):
        state = "pending"
    return best.level, state, best.reached
