"""The parts of `truth.json` on acquisition, value, experiments, fraud; the form of a rate."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from northstar.simulate.calendar import DAY, Window
from northstar.simulate.people import experiment_span
from northstar.simulate.spend import Spend
from northstar.simulate.truth import Tally
from northstar.simulate.world import Plan, World

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


def acquisition(tally: Tally, spend: Spend) -> dict:
    """Return spend, customers and CAC by channel."""
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


def referral(world: World, sums: dict) -> dict:
    """Return invites per user, their conversion and K."""
    channel = next(one for one in world.channels if one.name == "user_referral")
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


def purchases(world: World, sums: dict) -> dict:
    """Return the processes of orders and of their values."""
    sold = float(np.sum(sums["counted_orders"]))
    mean = world.value_p * world.value_v / (world.value_q - 1)
    return {
        "model": "BG/NBD in days from the first order, gamma-gamma on gross less discount before "
        "refunds, in USD",
        "r": world.r, "alpha": world.alpha, "a": world.a, "b": world.b,
        "fastest_daily_rate": world.fastest_daily_rate,
        "p": world.value_p, "q": world.value_q, "v": world.value_v,
        "mean_order_value_usd": round(mean, DIGITS),
        "realised_mean_order_value_usd": share(np.sum(sums["counted_value_usd"]) / 100, sold),
        "customers": int(sums["customers"].sum()),
        "valid_orders": int(sold),
        "tolerance_relative": {"r": 0.25, "alpha": 0.3, "a": 0.5, "b": 0.5, "mean_value": 0.05},
    }  # fmt: skip


def experiments(world: World, window: Window, sums: dict) -> list[dict]:
    """Return both experiments, the one with a lift and the null."""
    opens, closes = experiment_span(world, window)
    dates = {
        "started_at": instant_text(opens - DAY),  # assignment keeps within a day of the span
        "ended_at": instant_text(closes + DAY),
        "control_variant": "control",
        "metric_kind": "proportion",
    }
    result = []
    for experiment, arm, part, days in (
        (world.experiments[0], "arm", "activated", 7),
        (world.experiments[1], "hero", "signups", 14),
    ):
        arms = [
            rate(None, sums[f"{arm}_{number}_{part}"], sums[f"{arm}_{number}"]) for number in (0, 1)
        ]
        control, treatment = arms[0]["realised"], arms[1]["realised"]
        known = control and treatment is not None
        result.append({
            "experiment_id": experiment.experiment_id, "unit": experiment.unit,
            "metric": experiment.metric, "conversion_window_days": days, **dates,
            "true_relative_lift": experiment.lift, "control": arms[0], "treatment": arms[1],
            "realised_relative_lift": round(treatment / control - 1, DIGITS) if known else None,
        })  # fmt: skip
    return result


def instant_text(instant: int) -> str:
    """Return seconds since 1970 as an ISO timestamp."""
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%d %H:%M:%S")


def fraud(plan: Plan, tally: Tally, dirt: dict[str, int], fakes: list[str]) -> dict:
    """Return the bad channel and its manufactured accounts."""
    channel, made = plan.world.fraud_channel, dirt.get("manufactured_signups", 0)
    real = int(tally.sums["signups"][tally.channels.index(channel)])
    return {
        "channel": channel if plan.dirt.fraud else None,
        "manufactured_signups": made,
        "on_shared_device": dirt.get("manufactured_on_shared_device", 0),
        "share_of_channel_signups": share(made, made + real),
        "user_ids": fakes,
        "user_ids_are_complete": len(fakes) == made,
    }


def aha(world: World, sums: dict) -> dict:
    """Return the planted moment and how those stay who have it."""
    return {
        "event": "check_in",
        "times": world.aha_times,
        "within_days": world.aha_within_days,
        "leave_factor": world.aha_leave_factor,
        "rule": "active on days 14 to 27 after sign-up, users at least 28 days old",
        "hooked": rate(None, sums["hooked_retained"], sums["hooked_mature"]),
        "other": rate(None, sums["other_retained"], sums["other_mature"]),
    }


def orders(sums: dict, currencies: list[str]) -> dict:
    """Return valid orders and money by currency, of all and of counted people."""
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
    result["net_before_refunds_usd"] = {
        scope: int(np.sum(sums[f"{scope}_value_usd"])) / 100 for scope in ("all", "counted")
    }
    return result
