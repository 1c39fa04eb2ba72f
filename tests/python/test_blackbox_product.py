"""The product marts as a stranger sees them: raw files in, public columns out, one small build.

Nothing here knows a model. Every case keeps to its own people and event names (and, where a mart
counts everybody, to its own country), so that all share one build: reporting time zone New York
across the change to daylight saving, weeks from Sunday, an as-of in the middle of the data, seeds
and files written the way spreadsheets write them.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from harness import Warehouse

AS_OF = "2026-03-25 12:00:00"
VARIABLES = {
    "reporting_timezone": "America/New_York",
    "week_start": "sunday",
    "as_of": AS_OF,
    "aha_min_people": 1,
    "aha_within_days": [3],
    "aha_times": [1],
    "paths": [
        {
            "path": "quoted",
            "scope": "person",
            "anchor_event": "it's begun",
            "direction": "after",
            "within_seconds": 60,
            "max_steps": 3,
            "top_nodes": 5,
            "collapse_repeats": True,
        }
    ],
}
SELECT = (
    "-s",
    "+fct_events",
    "+fct_sessions",
    "+dim_people",
    "+activation_funnel_steps",
    "+funnel_people",
    "+feature_adoption",
    "+aha_moments",
    "+paths",
    "+cohort_retention",
    "+growth_accounting",
    "+active_users_daily",
    "+viral_coefficient",
    "+metric_values",
)

# event_id | visitor | user | event | time (UTC) | other columns
AD = '"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "c"'
EVENTS = """
# a device before, between and after two accounts; at the second of a sighting it is theirs
two0 | two     |        | page_view | 2026-01-10 12:00:00
two1 | two     | tu1    | login     | 2026-01-10 12:00:10
two2 | two     |        | page_view | 2026-01-10 12:00:20
two3 | two     |        | page_view | 2026-01-10 12:00:30
two4 | two     | tu2    | login     | 2026-01-10 12:00:30
two5 | two     |        | page_view | 2026-01-10 12:00:40
# ids that name nobody, whatever their case and padding
bl1  | bl1     | NULL   | page_view | 2026-01-10 12:00:00
bl2  | bl2     | NULL   | page_view | 2026-01-10 12:00:00
bl3  | Unknown |        | page_view | 2026-01-10 12:00:00
bl4  | Unknown | blu    | page_view | 2026-01-10 12:00:01
# accounts and devices with the same name are two people; case tells accounts apart
sm1  | Same    |        | page_view | 2026-01-10 12:00:00
sm2  | sm2     | Same   | page_view | 2026-01-10 12:00:00
sm3  | sm3     | same   | page_view | 2026-01-10 12:00:00
# c1 - cu - c2 - cu2: a chain of links merges no two accounts
ch1  | c1      |        | page_view | 2026-01-10 12:00:00
ch2  | c1      | cu     | login     | 2026-01-10 12:00:01
ch3  | c2      | cu     | login     | 2026-01-10 12:00:02
ch4  | c2      |        | page_view | 2026-01-10 12:00:03
ch5  | c2      | cu2    | login     | 2026-01-10 12:00:50
# a gap of 1800 s stays, 1801 splits; a second device is a second session; midnight is no border
se1  | se      |        | page_view | 2026-02-03 04:00:00 | {"page_url": "https://x.io/1", AD}
se2  | se      |        | page_view | 2026-02-03 04:30:00
se3  | se      |        | page_view | 2026-02-03 05:00:00
se4  | se      |        | page_view | 2026-02-03 05:30:01 | {"page_url": "https://x.io/2"}
dv1  | dv1     | dvu    | page_view | 2026-02-03 04:00:00
dv2  | dv2     | dvu    | page_view | 2026-02-03 04:00:05
dv3  | dv1     | dvu    | app_open  | 2026-02-03 04:00:10
# attempts: of two entries that wait for one row the later takes it, with an exclusion defined, too
at1  | at      |        | at:a      | 2026-02-03 10:00:00
at2  | at      |        | at:a      | 2026-02-03 10:00:13
at3  | at      |        | at:b      | 2026-02-03 10:00:18
ax1  | ax      |        | at:a      | 2026-02-03 10:00:00
ax2  | ax      |        | at:x      | 2026-02-03 10:00:05
ax3  | ax      |        | at:a      | 2026-02-03 10:00:13
ax4  | ax      |        | at:b      | 2026-02-03 10:00:18
# optional step 2 in time (op), and after step 3 (ol), where it lends no breakdown value
op1  | op      |        | op:1      | 2026-02-03 10:00:00 | {"properties": {"plan": "a"}}
op2  | op      |        | op:2      | 2026-02-03 10:00:01 | {"properties": {"plan": "b"}}
op3  | op      |        | op:3      | 2026-02-03 10:00:02 | {"properties": {"plan": "c"}}
ol1  | ol      |        | op:1      | 2026-02-03 10:00:00 | {"properties": {"plan": "a"}}
ol2  | ol      |        | op:3      | 2026-02-03 10:00:02 | {"properties": {"plan": "c"}}
ol3  | ol      |        | op:2      | 2026-02-03 10:00:03 | {"properties": {"plan": "b"}}
# names as people write them, a property that is a number, one that is null
od1  | od      |        | say "hi", | 2026-02-03 10:00:00 | {"properties": {"n": 1, "z": null}}
od2  | od      |        | café ☕   | 2026-02-03 10:00:01 | {"properties": {"n": 1, "z": null}}
od3  | od      |        | it's begun | 2026-02-03 10:00:02
od4  | od      |        | it's over | 2026-02-03 10:00:03
# closed at the as-of to the second; open by one second; converted in the last second
pe1  | pe1     |        | pe:a      | 2026-03-25 11:00:00
pe2  | pe2     |        | pe:a      | 2026-03-25 11:00:01
pe3  | pe3     |        | pe:a      | 2026-03-25 11:00:00
pe4  | pe3     |        | pe:b      | 2026-03-25 12:00:00
pe5  | pe2     |        | pe:b      | 2026-03-25 12:00:01
# Saturday 23:30 and 23:45 in New York; Sunday 0:00; after the change Saturday 23:59:59, Sunday 0:00
re1  | re1     |        | search    | 2026-03-08 04:30:00 | {"country": "RE"}
re2  | re1     |        | search    | 2026-03-08 05:00:00 | {"country": "RE"}
re3  | re1     |        | search    | 2026-03-15 03:59:59 | {"country": "RE"}
re4  | re2     |        | search    | 2026-03-08 04:45:00 | {"country": "RE"}
re5  | re2     |        | search    | 2026-03-09 04:45:00 | {"country": "RE"}
re6  | re2     |        | search    | 2026-03-15 04:00:00 | {"country": "RE"}
# early actions: in the second of the sign-up, exactly three days later, a second after that
ah1  | ah1     | ah1    | ah:do     | 2026-01-15 00:00:00
ah2  | ah2     | ah2    | ah:do     | 2026-01-18 00:00:00
ah3  | ah3     | ah3    | ah:do     | 2026-01-18 00:00:01
# staff, a robot, and what happens after the as-of
st1  | st      | staff  | search    | 2026-03-20 10:00:00 | {"country": "RE"}
bo1  | bo      |        | search    | 2026-03-20 10:00:00 | {"country": "RE", "device_type": "bot"}
la1  | la      |        | search    | 2026-03-25 12:00:01 | {"country": "RE"}
# no JSON
js1  | js      |        | search    | 2026-02-03 10:00:00 | {"properties": "{bad"}
"""
USERS = """user_id,signed_up_at,is_internal
ah1,2026-01-15 00:00:00,
ah2,2026-01-15 00:00:00,FALSE
ah3,2026-01-15 00:00:00,false
staff,2026-01-01 00:00:00,TRUE
old,2024-06-01 00:00:00,
"""
# ah1 invites itself, then ah9 (the first inviter), nobody yet, and on day 28; one second more is
# too late; ah2 asks ah9 again; ah3's guest takes a second too long
INVITES = """invite_id,inviter_user_id,invited_at,invitee_user_id,accepted_at
i1,ah1,2026-01-15 00:00:00,ah1,2026-01-16 00:00:00
i2,ah1,2026-01-15 00:00:00,ah9,2026-01-19 00:00:00
i3,ah1,2026-01-16 00:00:00,,
i4,ah1,2026-02-12 00:00:00,ah8,2026-02-14 00:00:00
i5,ah1,2026-02-12 00:00:01,ah7,2026-02-13 00:00:00
i6,ah2,2026-01-17 00:00:00,ah9,2026-01-18 00:00:00
i7,ah3,2026-01-15 00:00:00,ah6,2026-02-12 00:00:01
"""
# a spreadsheet's seeds: byte order mark, CRLF, other column order, blanks, 1 and TRUE
FUNNELS = """\ufeffwindow_seconds,funnel,entry_policy,unit,exclusion_effect,\
breakdown,breakdown_attribution,hold_constant\r
3600,attempts,every,attempt,drop_person,,,\r
 60 ,optional,,,,plan,step_2,\r
60,optional_last,any,person,,plan,last,\r
60,odd,first,person,,,,n\r
60,odd_null,first,person,,,,n;z\r
3600,pending,any,person,,,,\r
"""
STEPS = """step_number,funnel,event_name,step_name,is_optional,is_exclusion,\
property_name,property_value
1,attempts,at:a,,,,,
1,attempts,at:x,,0,1,,
2,attempts,at:b,,,false,,
1,optional,op:1,,,,,
2,optional,op:2,,TRUE,,,
3,optional,op:3,,,,,
1,optional_last,op:1,,,,,
2,optional_last,op:2,,true,,,
3,optional_last,op:3,,,,,
1,odd,"say ""hi"",",Greets,,,n,1
2,odd,café ☕,,,,,
1,odd_null,"say ""hi"",",,,,,
2,odd_null,café ☕,,,,,
1,pending,pe:a,,,,,
2,pending,pe:b,,,,,
"""
RETENTIONS = """retention,cohort_type,start_event,return_event,min_occurrences,period_grain,\
clock,max_periods,brackets
weeks,first_seen,,*,1,week,calendar,4,
days,first_seen,,search,,day,personal_24h,6,
"""
TAXONOMY = """event_name,stage,feature,is_meaningful,is_activation
page_view,visit,,false,false
login,visit,,false,false
app_open,visit,,false,false
search,consideration,search,true,false
"""


def raw_events() -> str:
    """Return the events above as CSV."""
    rows = []
    for line in EVENTS.strip().splitlines():
        if line.startswith("#"):
            continue
        event_id, visitor, user, name, at, *more = (cell.strip() for cell in line.split(" | "))
        row = {"event_id": event_id, "visitor_id": visitor, "user_id": user, "event_name": name}
        row |= {"occurred_at": at, **(json.loads(more[0].replace("AD", AD)) if more else {})}
        if isinstance(row.get("properties"), dict):
            row["properties"] = json.dumps(row["properties"])
        rows.append(row)
    for links in (10, 11):  # a device that so many accounts use, and one event that names none
        for number in range(links):
            row = {"event_id": f"k{links}-{number:02}", "visitor_id": f"kiosk{links}"}
            row |= {"user_id": f"k{links}u{number:02}", "event_name": "login"}
            rows.append(row | {"occurred_at": f"2026-01-10 12:00:{number:02}"})
        row = {"event_id": f"k{links}-end", "visitor_id": f"kiosk{links}"}
        rows.append(row | {"event_name": "page_view", "occurred_at": "2026-01-10 12:30:00"})
    for number in range(50):  # half-hourly for more than a day: the 49th event is 24 h after
        row = {"event_id": f"day{number:02}", "visitor_id": "day", "event_name": "page_view"}
        at = f"2026-02-{3 + number // 48:02} {number % 48 // 2:02}:{number % 2 * 30:02}:00"
        rows.append(row | {"occurred_at": at})
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns[::-1], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + text.getvalue()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Build everything above once."""
    root = tmp_path_factory.mktemp("blackbox")
    config = root / "config"
    config.mkdir()
    seeds = {
        "funnels": FUNNELS,
        "funnel_steps": STEPS,
        "retentions": RETENTIONS,
        "event_taxonomy": TAXONOMY,
    }
    for name, text in seeds.items():
        (config / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    warehouse = Warehouse(root, VARIABLES, config)
    warehouse.raw.joinpath("events").mkdir(parents=True)
    (warehouse.raw / "events" / "a.csv").write_text(raw_events(), encoding="utf-8", newline="")
    warehouse.deliver("users/a.csv", USERS)
    warehouse.deliver("invites/a.csv", INVITES)
    warehouse.build(*SELECT)
    return warehouse


def people_of(built: Warehouse) -> dict[str, str]:
    """Return the person of each event."""
    return dict(built.query("select event_id, person_id from core.fct_events"))


@pytest.mark.parametrize(
    ("events", "person"),
    [
        ("two0 two1 two2", "u:tu1"),
        ("two3 two4 two5", "u:tu2"),  # two3 happens in the second in which tu2 is seen
        ("bl1", "v:bl1"),
        ("bl2", "v:bl2"),
        ("bl3", "(none)"),
        ("bl4", "u:blu"),
        ("sm1", "v:Same"),
        ("sm2", "u:Same"),
        ("sm3", "u:same"),
        ("ch1 ch2 ch3 ch4", "u:cu"),
        ("ch5", "u:cu2"),
        ("k10-end", "u:k10u09"),  # ten links still link
        ("k11-end", "v:kiosk11"),  # eleven are a kiosk
    ],
)
def test_identity(built: Warehouse, events: str, person: str) -> None:
    """Who an event belongs to (section 2)."""
    found = people_of(built)
    assert {event: found.get(event) for event in events.split()} == dict.fromkeys(
        events.split(), person
    )


def test_what_is_not_there(built: Warehouse) -> None:
    """Events after the as-of and broken rows are nobody's; (none) is no person."""
    assert not {"la1", "pe5", "js1"} & set(people_of(built))
    rows = built.query("select person_id from core.dim_people")
    assert not {("v:la",), ("(none)",), ("v:Unknown",), ("u:NULL",)} & set(rows)


def test_sessions(built: Warehouse) -> None:
    """se: 04:00 + 1800 + 1800 s is one visit over midnight, 1801 s later a second one.

    It inherits the campaign (not direct, 30 days) but lands on its own page. dvu: two devices, of
    which one shows two events, one of them a view: not engaged. day: 48 x 1800 s = 24 h.
    """
    rows = built.query(
        "select person_id, session_number, session_date, event_count, page_view_count, is_engaged, "
        "channel, campaign, landing_page from core.fct_sessions "
        "where person_id in ('v:se', 'u:dvu', 'v:day') order by 1, 2"
    )
    third = date(2026, 2, 3)
    second = date(2026, 2, 2)
    ad, plain = ("paid_search", "c"), ("direct", None)
    assert rows == [
        ("u:dvu", 1, second, 2, 1, False, *plain, None),
        ("u:dvu", 2, second, 1, 1, False, *plain, None),
        ("v:day", 1, second, 49, 49, True, *plain, None),  # 00:00 UTC is 19:00 the day before
        ("v:day", 2, third, 1, 1, False, *plain, None),  # 00:30 UTC of the 4th
        ("v:se", 1, second, 3, 3, True, *ad, "https://x.io/1"),
        ("v:se", 2, third, 1, 1, False, *ad, "https://x.io/2"),
    ]


def test_one_row_converts_one_attempt(built: Warehouse) -> None:
    """at: two attempts, one b. ax: the first is spoilt and forgotten, the second converts."""
    rows = built.query(
        "select person_id, attempt, furthest_step, state from activation.funnel_people "
        "where funnel = 'attempts' order by 1, 2"
    )
    assert rows == [
        ("v:at", 1, 1, "dropped"),
        ("v:at", 2, 2, "converted"),
        ("v:ax", 1, 2, "converted"),
    ]


@pytest.mark.parametrize(
    ("funnel", "expected"),
    [
        ("optional", {"(none)": [1, 0, 1], "b": [1, 1, 1]}),  # ol never did step 2 in its place
        ("optional_last", {"c": [2, 1, 2]}),
    ],
)
def test_breakdowns_of_optional_steps(
    built: Warehouse, funnel: str, expected: dict[str, list[int]]
) -> None:
    """A step that does not count for an attempt lends it no value either."""
    rows = built.query(
        "select breakdown_value, list(reached order by step_number) from activation.funnel_steps "
        f"where funnel = '{funnel}' and period_grain = 'all' and breakdown = 'plan' group by 1"
    )
    assert dict(rows) == expected


@pytest.mark.parametrize(
    ("funnel", "step", "expected"),
    [
        # three entered: pe1's hour is over, pe2's is not, pe3 converted in its last second
        ("pending", 2, (3, 1, 1, 1, 2, 0.5, 1 / 3)),
        ("odd", 2, (1, 1, 0, 0, 1, 1.0, 1.0)),
    ],
)
def test_funnel_columns(built: Warehouse, funnel: str, step: int, expected: tuple) -> None:
    """Entered = reached + dropped + pending; mature and naive rates (section 5)."""
    rows = built.query(
        "select entered, reached, pending, dropped, eligible, conversion_from_entry, "
        "naive_conversion_from_entry from activation.funnel_steps where period_grain = 'all' "
        f"and breakdown = 'all' and funnel = '{funnel}' and step_number = {step}"
    )
    assert rows == [pytest.approx(expected)]


def test_a_null_is_held_to_nothing(built: Warehouse) -> None:
    """Property z is null in both rows of od: neither takes part."""
    rows = built.query("select person_id from activation.funnel_people where funnel = 'odd_null'")
    assert rows == []


@pytest.mark.parametrize(
    ("retention", "cohort", "expected"),
    [
        # week of March 1: re1 is back on the 8th, re2 on the 9th; on the 15th re2 alone (re3 is one
        # second earlier, in week 1). The week of the 22nd is open: seen so far, nobody eligible.
        (
            "weeks",
            date(2026, 3, 1),
            [(2, 2, 2, 2), (2, 2, 2, 2), (2, 1, 1, 1), (0, 0, 0, 0), (0, None, None, None)],
        ),
        # elapsed days since 23:30 and 23:45: re5 after exactly one; re3 and re6 in the seventh
        (
            "days",
            date(2026, 3, 7),
            [(2, 2, 2, 2), (2, 1, 2, 1), *[(2, 0, 2, 0)] * 4, (2, 2, 2, 0)],
        ),
    ],
)
def test_retention(built: Warehouse, retention: str, cohort: date, expected: list[Any]) -> None:
    """Without staff, robots and what follows the as-of: re1 and re2 of country RE (section 6)."""
    rows = built.query(
        "select eligible, retained, retained_on_or_after, streak from retention.cohort_retention "
        f"where retention = '{retention}' and segment = 'country' and segment_value = 'RE' "
        f"and cohort_period = '{cohort}' order by period_number"
    )
    assert rows == expected


def test_growth_accounting(built: Warehouse) -> None:
    """The same two people, week by week: new, retained, resurrected, churned, active, quick."""
    rows = built.query(
        "select new, retained, resurrected, churned, active, quick_ratio, is_complete "
        "from retention.growth_accounting where entity = 'people' and period_grain = 'week' "
        "and segment = 'country' and segment_value = 'RE' order by period_start"
    )
    assert rows == [
        (2, 0, 0, 0, 2, None, True),
        (0, 2, 0, 0, 2, None, True),
        (0, 1, 0, 1, 1, 0.0, True),
        (0, 0, 0, 1, 0, 0.0, False),
    ]


def test_active_users(built: Warehouse) -> None:
    """March 8 (23 hours long): re1; trailing seven days re1 and re2; the 9th re2, the 14th re1."""
    rows = built.query(
        "select date_day, dau, wau, mau from retention.active_users_daily "
        "where segment = 'country' and segment_value = 'RE' and date_day in "
        "('2026-03-07', '2026-03-08', '2026-03-09', '2026-03-14', '2026-03-15', '2026-03-22') "
        "order by 1"
    )
    assert [row[1:] for row in rows] == [
        (2, 2, 2),
        (1, 2, 2),
        (1, 2, 2),
        (1, 2, 2),
        (1, 2, 2),
        (0, 0, 2),
    ]


def test_feature_adoption(built: Warehouse) -> None:
    """Adoption is over the people that active_users_daily calls active in that week."""
    rows = built.query(
        "select feature.people, feature.active_people, feature.active_people "
        "= daily.week_to_date_active from activation.feature_adoption as feature "
        "join retention.active_users_daily as daily on daily.segment = 'all' "
        "and daily.date_day = feature.week_start + 6 where feature.feature = 'search' "
        "and feature.is_complete order by feature.week_start"
    )
    assert rows == [(2, 2, True), (2, 2, True), (1, 1, True)]


def test_early_actions(built: Warehouse) -> None:
    """Three days are over after exactly three days: ah1, ah2 did it early, ah3 and old did not."""
    rows = built.query(
        "select n, people, other_people from activation.aha_moments "
        "where event_name = 'ah:do' and times = 1 and within_days = 3"
    )
    assert rows == [(4, 2, 2)]


def test_no_sign_up_is_too_old(built: Warehouse) -> None:
    """ah1, ah2, ah3 and old, who signed up long before the first event; not the staff."""
    rows = built.query(
        "select period_grain, sum(value) from north_star.metric_values "
        "where metric = 'signups' group by 1 order by 1"
    )
    assert rows == [("day", 4), ("month", 4), ("week", 4)]


def test_paths(built: Warehouse) -> None:
    """An anchor with an apostrophe in its name."""
    rows = built.query("select step, source, target, people from activation.paths order by 1")
    assert rows == [(1, "it's begun", "it's over", 1), (2, "it's over", "(drop-off)", 1)]


def test_viral_coefficient(built: Warehouse) -> None:
    """January: three people, five invites that count (not i1, i5); i2 and i4 brought somebody.

    i6 is second to i2, i7 was accepted a second too late: 5/3 x 2/5 = 2/3. Cycles 4 and 2 days.
    """
    rows = built.query(
        "select cohort_size, invites, inviters, accepted_invites, naive_k_factor, "
        "median_cycle_days from referral.viral_coefficient "
        "where cohort_period = '2026-01-01' and channel = 'all'"
    )
    assert rows == [pytest.approx((3, 5, 3, 2, 2 / 3, 3.0))]
