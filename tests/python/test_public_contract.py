"""The tables and columns that BI tools read: they may grow, never lose or rename one."""

from __future__ import annotations

import pytest
from harness import Warehouse

# schema.table -> (key, other columns that must exist)
CONTRACT = {
    "core.dim_people": (
        "person_id",
        "user_id first_seen_at signed_up_at first_order_at first_channel first_campaign country"
        " device_type is_registered is_customer is_internal",
    ),
    "core.fct_events": ("event_id", "person_id occurred_at event_name"),
    "core.fct_sessions": (
        "session_id",
        "person_id started_at ended_at session_date event_count page_view_count is_engaged channel"
        " source medium campaign landing_page device_type country session_number",
    ),
    "core.fct_person_days": (
        "person_id activity_date",
        "event_count meaningful_event_count session_count order_count net_revenue",
    ),
    "core.dim_channels": (
        "channel",
        "channel_group acquisition_method strategy is_paid is_online",
    ),
    "core.fct_orders": (
        "order_id",
        "person_id ordered_at order_date status is_valid order_number is_first_order gross_amount"
        " discount_amount tax_amount shipping_amount refund_amount net_revenue cost_amount"
        " contribution_margin channel seller_id tier_at_order",
    ),
    "core.fct_channel_spend": (
        "spend_date source medium campaign",
        "channel spend impressions clicks",
    ),
    "core.fct_conversions": ("conversion_id", "conversion_type person_id"),
    "acquisition.channel_daily": (
        "date_day channel",
        "spend impressions clicks sessions visitors new_visitors signups activated new_customers"
        " orders net_revenue new_customer_revenue",
    ),
    "acquisition.cac": (
        "period_month channel variant attribution_model lag_basis",
        "spend customers cac flag is_complete",
    ),
    "acquisition.attribution_credits": (
        "conversion_id attribution_model touch_number",
        "channel campaign credit credited_value",
    ),
    "acquisition.channel_attribution": (
        "period_month conversion_type attribution_model channel",
        "credited_conversions credited_value spend roas cac",
    ),
    "acquisition.cohort_payback": ("cohort_month channel month_number", ""),
    "activation.funnel_steps": (
        "funnel period_grain period_start breakdown breakdown_value step_number",
        "step_name entered reached pending eligible conversion_from_entry conversion_from_previous"
        " is_complete",
    ),
    "activation.funnel_people": ("funnel person_id attempt", "entered_at furthest_step state"),
    "retention.cohort_retention": (
        "retention cohort_type clock period_grain cohort_period segment segment_value"
        " period_number",
        "cohort_size eligible retained retained_on_or_after retained_on_or_before streak"
        " net_revenue is_complete",
    ),
    "retention.active_users_daily": (
        "date_day segment segment_value",
        "dau wau dau_mau dau_wau",
    ),
    "retention.growth_accounting": (
        "entity period_grain period_start segment segment_value",
        "new retained resurrected churned active quick_ratio",
    ),
    "revenue.revenue_daily": (
        "date_day channel tier customer_type",
        "orders customers net_revenue contribution_margin",
    ),
    "revenue.growth_models": ("model period_month component", "component_value"),
    "revenue.clv_parameters": (
        "model segment",
        "log_likelihood customers iterations fit_status",
    ),
    "revenue.customer_value": (
        "person_id",
        "frequency recency_days age_days monetary_value p_alive expected_orders_90d"
        " expected_orders_365d expected_order_value clv_12m",
    ),
    "revenue.cohort_ltv": ("cohort_month channel month_number", "customers eligible is_complete"),
    "customers.rfm": ("person_id", "segment"),
    "customers.tier_history": ("person_id valid_from", "tier valid_to reason"),
    "referral.viral_coefficient": (
        "cohort_period channel",
        "k_factor cohort_size invites is_complete",
    ),
    "north_star.metric_values": (
        "metric period_grain period_start",
        "value previous_value change year_ago_value target is_complete",
    ),
    "north_star.metric_contributions": (
        "metric period_grain period_start component",
        "contribution share method",
    ),
    "north_star.dimension_drivers": (
        "metric period dimension value",
        "explanatory_power surprise rank",
    ),
    "quality.quarantine": ("source_table row_key", "reason raw_row loaded_at"),
    "quality.reconciliation": ("check scope", "source_total mart_total difference"),
}


@pytest.mark.e2e
def test_every_public_table_has_its_columns_and_its_grain(demo: Warehouse) -> None:
    missing, repeated = [], []
    for table, (key, others) in CONTRACT.items():
        schema, name = table.split(".")
        present = {
            row[0]
            for row in demo.query(
                "select column_name from information_schema.columns"
                f" where table_schema = '{schema}' and table_name = '{name}'"
            )
        }
        wanted = [*key.split(), *others.split()]
        missing += [f"{table}.{column}" for column in wanted if column not in present]
        if set(key.split()) <= present:
            columns = ", ".join(f'"{column}"' for column in key.split())
            groups = f"select 1 from {table} group by {columns} having count(*) > 1"
            if demo.query(f"select count(*) from ({groups})")[0][0]:
                repeated.append(table)
    assert not missing
    assert not repeated
