"""`truth.json`: what was put in, what came out before dirt, and how closely to expect it back."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from northstar.simulate.calendar import Window
from northstar.simulate.money import exchange_rates
from northstar.simulate.quantiles import beta
from northstar.simulate.spend import Spend
from northstar.simulate.truth import Tally
from northstar.simulate.world import Plan, World

VERSION = 1
DIGITS = 6


def share(part: float, whole: float) -> float | None:
    """Return part / whole, null when there is no whole."""
    return round(float(part) / float(whole), DIGITS) if whole else None


def tolerance(part: float, whole: float) -> float | None:
    """Return three standard errors of a share, the width to allow a parameter."""
    if not whole:
        return None
    rate = float(part) / float(whole)
    return round(3 * (max(rate * (1 - rate), 1e-4) / float(whole)) ** 0.5, DIGITS)


def rate(parameter: float | None, part: float, whole: float) -> dict:
    """Return one rate: as put in, as it came out, and the tolerance of the former."""
    return {
        "parameter": parameter, "realised": share(part, whole), "numerator": int(part),
        "denominator": int(whole), "tolerance": tolerance(part, whole),
    }  # fmt: skip


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
        "last_day": window.months and "2025-12-31",
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
            "(three standard errors) where the window is closed",
        },
        "funnel": _funnel(world, tally),
        "checkout": _checkout(world, sums),
        "retention": _retention(world, tally),
        "acquisition": _acquisition(tally, spend),
        "referral": _referral(world, sums),
        "purchase_process": _purchases(world, sums, tally.currencies),
        "experiments": _experiments(world, sums),
        "aha": _aha(world, sums),
        "fraud": {
            "channel": world.fraud_channel if plan.dirt.fraud else None,
            "manufactured_signups": dirt.get("manufactured_signups", 0),
            "on_shared_device": dirt.get("manufactured_on_shared_device", 0),
            "share_of_channel_signups": share(
                dirt.get("manufactured_signups", 0),
                dirt.get("manufactured_signups", 0) + _of(tally, "signups", world.fraud_channel),
            ),
            "user_ids": fakes,
            "user_ids_are_complete": len(fakes) == dirt.get("manufactured_signups", 0),
        },
        "orders": _orders(sums, tally.currencies),
        "dirt": dirt,
    }


def _of(tally: Tally, name: str, channel: str) -> int:
    return int(tally.sums[name][tally.channels.index(channel)])


def _funnel(world: World, tally: Tally) -> dict:
    sums = tally.sums
    steps = (
        ("signup_given_visit", "signup", "signups", "visitors", "signups_soon", "visitors_old", 30),
        ("activation_given_signup", "activation", "activated", "signups", "activated_soon",
         "signups_old", 7),
        ("first_order_given_activation", "first_order", "activated_buyers", "activated",
         "buyers_soon", "activated_old", 30),
    )  # fmt: skip
    result = {}
    for name, field, part, whole, soon, old, days in steps:
        by_channel = {
            channel.name: rate(getattr(channel, field), sums[part][place], sums[whole][place])
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


def _acquisition(tally: Tally, spend: Spend) -> dict:
    result = {}
    for place, name in enumerate(tally.channels):
        cost, customers = spend.usd_by_channel[name], int(tally.sums["customers"][place])
        result[name] = {
            "spend_usd": cost, "visitors": int(tally.sums["visitors"][place]),
            "signups": int(tally.sums["signups"][place]), "new_customers": customers,
            "cac_usd": round(cost / customers, 4) if customers and cost else None,
        }  # fmt: skip
    total = sum(spend.usd_by_channel.values())
    customers = int(tally.sums["customers"].sum())
    return {
        "rule": "the channel of the person's very first session, the whole window; spend in USD "
        "at the dated rates; internal people left out",
        "by_channel": result,
        "unallocated_spend_usd": spend.usd_by_channel["(unallocated)"],
        "total_spend_usd": round(total, 2),
        "blended_cac_usd": round(total / customers, 4) if customers else None,
        "tolerance_relative": 0.05,
    }


def _referral(world: World, sums: dict) -> dict:
    channel = next(one for one in world.channels if one.name == "referral")
    conversion = world.opened_given_invite * channel.signup
    return {
        "rule": "valid invites (not to oneself, not again to the same person) within 30 days of "
        "sign-up, accepted within 60 days of the inviter's sign-up, users signed up at least 60 "
        "days before the end",
        "parameters": {
            "invites_per_user": world.invites_per_user,
            "conversion": round(conversion, DIGITS),
            "k_factor": round(world.invites_per_user * conversion, DIGITS),
        },
        "realised": {
            "users": int(sums["inviters_old"]),
            "invites": int(sums["invites_old"]),
            "accepted": int(sums["invites_old_accepted"]),
            "invites_per_user": share(sums["invites_old"], sums["inviters_old"]),
            "conversion": share(sums["invites_old_accepted"], sums["invites_old"]),
            "k_factor": share(sums["invites_old_accepted"], sums["inviters_old"]),
        },
        "whole_window": {
            "invites": int(sums["invites"]),
            "accepted": int(sums["invites_accepted"]),
        },
        "tolerance_relative": 0.1,
    }


def _purchases(world: World, sums: dict, currencies: list[str]) -> dict:
    orders = float(np.sum(sums["counted_orders"]))
    mean = world.value_p * world.value_v / (world.value_q - 1)
    return {
        "model": "BG/NBD in days from the first order, gamma-gamma on gross less discount before "
        "refunds, in USD",
        "r": world.r, "alpha": world.alpha, "a": world.a, "b": world.b,
        "fastest_daily_rate": world.fastest_daily_rate,
        "p": world.value_p, "q": world.value_q, "v": world.value_v,
        "mean_order_value_usd": round(mean, DIGITS),
        "realised_mean_order_value_usd": share(np.sum(sums["counted_value_usd"]) / 100, orders),
        "customers": int(sums["customers"].sum()),
        "valid_orders": int(orders),
        "tolerance_relative": {"r": 0.25, "alpha": 0.3, "a": 0.5, "b": 0.5, "mean_value": 0.05},
    }  # fmt: skip


def _experiments(world: World, sums: dict) -> list[dict]:
    first, second = world.experiments
    arms = [rate(None, sums[f"arm_{arm}_activated"], sums[f"arm_{arm}"]) for arm in (0, 1)]
    lift = None
    if arms[0]["realised"] and arms[1]["realised"] is not None:
        lift = round(arms[1]["realised"] / arms[0]["realised"] - 1, DIGITS)
    return [
        {
            "experiment_id": first.experiment_id, "unit": first.unit, "metric": first.metric,
            "window_days": 7, "true_relative_lift": first.lift, "control": arms[0],
            "treatment": arms[1], "realised_relative_lift": lift,
        },
        {
            "experiment_id": second.experiment_id, "unit": second.unit, "metric": second.metric,
            "window_days": 14, "true_relative_lift": second.lift,
        },
    ]  # fmt: skip


def _aha(world: World, sums: dict) -> dict:
    return {
        "event": "check_in",
        "times": world.aha_times,
        "within_days": world.aha_within_days,
        "leave_factor": world.aha_leave_factor,
        "rule": "active on days 14 to 27 after sign-up, users at least 28 days old",
        "hooked": rate(None, sums["hooked_retained"], sums["hooked_mature"]),
        "other": rate(None, sums["other_retained"], sums["other_mature"]),
    }


def _orders(sums: dict, currencies: list[str]) -> dict:
    result = {}
    for scope in ("all", "counted"):
        names = sorted(set(currencies))
        at = {name: np.array([one == name for one in currencies]) for name in names}
        result[scope] = {}
        for name in names:
            cents = {
                key: int(np.sum(sums[f"{scope}_{key}"][at[name]]))
                for key in ("orders", "gross", "discount", "refunds")
            }
            net = cents["gross"] - cents["discount"]
            result[scope][name] = {
                "valid_orders": cents["orders"],
                "gross": cents["gross"] / 100,
                "discount": cents["discount"] / 100,
                "refunds": cents["refunds"] / 100,
                "net_before_refunds": net / 100,
                "net": (net - cents["refunds"]) / 100,
            }
    return result
