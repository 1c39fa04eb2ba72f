"""`truth.json`: what was put in, what came out before dirt, and how closely to expect it back."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from northstar.simulate.calendar import END, Window
from northstar.simulate.money import exchange_rates
from northstar.simulate.quantiles import beta
from northstar.simulate.spend import Spend
from northstar.simulate.truth import Tally
from northstar.simulate.truth_parts import (
    DIGITS,
    acquisition,
    aha,
    experiments,
    fraud,
    orders,
    purchases,
    rate,
    referral,
)
from northstar.simulate.world import Plan, World

VERSION = 1


def document(
    plan: Plan, window: Window, tally: Tally, spend: Spend, dirt: dict[str, int],
    fakes: list[str], rows: dict[str, int],
) -> dict:  # fmt: skip
    """Return the truths of one run. All leave internal people out, unless the name says `all`."""
    world, sums = plan.world, tally.sums
    return {
        "version": VERSION,
        "people": plan.people,
        "days": plan.days,
        "seed": plan.seed,
        "first_day": window.first_day.isoformat(),
        "last_day": END.isoformat(),
        "reporting_currency": "USD",
        "switches": asdict(plan.dirt),
        "rows": rows,
        "exchange_rates": [
            {"rate_date": day.isoformat(), "currency": currency, "rate_to_usd": value}
            for day, currency, value in exchange_rates(world, window)
        ],
        "guidance": {
            "realised": "counted on the clean company; recover it to about 1 % relative with dirt "
            "on, exactly (identity apart) with --clean",
            "parameter": "the chance put in, with unlimited time; recover it within `tolerance` "
            "(three standard errors) where the window is closed; naive rates lie up to 3 % lower. "
            "Activation by channel includes the lift of those whom the experiment treated",
        },
        "funnel": _funnel(world, tally),
        "checkout": _checkout(world, sums),
        "retention": _retention(world, tally),
        "acquisition": acquisition(tally, spend),
        "referral": referral(world, sums),
        "purchase_process": purchases(world, sums),
        "experiments": experiments(world, window, sums),
        "aha": aha(world, sums),
        "fraud": fraud(plan, tally, dirt, fakes),
        "orders": orders(sums, tally.currencies),
        "dirt": dirt,
    }


def _funnel(world: World, tally: Tally) -> dict:
    sums = tally.sums
    steps = (
        ("signup_given_visit", "signup", "signups", "visitors", "signups_soon", "visitors_old", 30),
        ("activation_given_signup", "activation", "activated", "signups", "activated_soon",
         "signups_old", 7),
        ("first_order_given_activation", "first_order", "activated_buyers", "activated",
         "buyers_soon", "activated_old", 30),
    )  # fmt: skip
    # half of the users of an experiment's time were treated, which lifts the rate of all a little
    users = float(sums["signups"].sum())
    treated = 1 + world.experiments[0].lift * (float(sums["arm_1"]) / users if users else 0.0)
    result = {}
    for name, field, part, whole, soon, old, days in steps:
        by_channel = {
            channel.name: rate(
                round(getattr(channel, field) * (treated if field == "activation" else 1), DIGITS),
                sums[part][place],
                sums[whole][place],
            )
            for place, channel in enumerate(world.channels)
        }
        result[name] = {
            "all": rate(None, sums[part].sum(), sums[whole].sum()),
            "closed_window": {
                "days": days, **rate(None, sums[soon].sum(), sums[old].sum()),
            },
            "by_channel": by_channel,
        }  # fmt: skip
    names = ("visitors", "signups", "activated", "activated_buyers", "customers", "guest_customers")
    result["counts"] = {name: int(sums[name].sum()) for name in names}
    return result


def _checkout(world: World, sums: dict) -> dict:
    chances = (
        ("add_to_cart_given_product_view", world.cart_given_view),
        ("begin_checkout_given_add_to_cart", world.checkout_given_cart),
        ("purchase_given_begin_checkout", world.purchase_given_checkout),
    )
    result = {"unit_of_parameters": "session", "by_session": {}, "by_person": {}}
    for step, (name, chance) in enumerate(chances, start=1):
        for unit, key, value in (("by_session", "sessions", chance), ("by_person", "people", None)):
            part, whole = sums[f"{key}_{step + 1}"], sums[f"{key}_{step}"]
            result[unit][name] = rate(value, part, whole)
    result["people"] = [int(sums[f"people_{step}"]) for step in (1, 2, 3, 4)]
    result["sessions"] = [int(sums[f"sessions_{step}"]) for step in (1, 2, 3, 4)]
    return result


def _survival(world: World, weeks: np.ndarray, factor: float) -> np.ndarray:
    leave = beta(world.leave_a, world.leave_b) * factor
    return np.array([np.mean((1 - leave) ** int(week)) for week in weeks])


def _retention(world: World, tally: Tally) -> dict:
    sums = tally.sums
    users = float(sums["hooked_users"] + sums["other_users"])
    habit = np.array([channel.habit for channel in world.channels])
    ages = np.arange(1, len(sums["any_day"]))
    chances = np.full(len(ages), world.later_visit)
    first = min(len(world.first_week_visit), len(ages))
    chances[:first] = world.first_week_visit[:first]
    stays = sum(
        float((sums[f"{group}_by_channel"] * habit).sum())
        * _survival(world, ages // 7, factor)
        * np.where(ages < world.aha_within_days, 1.0, more)
        for group, factor, more in (
            ("hooked", world.aha_leave_factor, world.aha_visit_factor),
            ("other", 1.0, 1.0),
        )
    )
    expected = chances * stays * world.check_in_per_visit / max(users, 1.0)
    curves = {
        f"{label}_by_{grain}": [
            rate(None, part, whole)
            for part, whole in zip(sums[f"{label}_{grain}"], sums[f"eligible_{grain}"], strict=True)
        ]
        for label in ("any", "check_in")
        for grain in ("day", "week", "month")
    }
    return {
        "cohort": "sign-up; periods are calendar days, Monday weeks and months (UTC) since it; "
        "numerator and denominator hold people whose period has ended",
        "parameters": {
            "first_week_visit": list(world.first_week_visit), "later_visit": world.later_visit,
            "leave_beta": [world.leave_a, world.leave_b],
            "check_in_per_visit": world.check_in_per_visit,
            "habit_by_channel": {one.name: one.habit for one in world.channels},
        },
        "expected_check_in_by_day": {
            str(age): round(float(value), DIGITS) for age, value in zip(ages, expected, strict=True)
        },
        **curves,
    }  # fmt: skip
