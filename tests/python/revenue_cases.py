"""Raw files of the revenue area's published cases: each case has channels or months of its own."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

from harness import PROJECT, Warehouse

AS_OF = "2026-05-01 00:00:00"
ORDER_COLUMNS = "order_id,user_id,ordered_at,status,currency,gross_amount,cost_amount,seller_id"
# source and medium of a channel that the shipped rules know
TRAFFIC = {
    "email": "newsletter,email",
    "community": "group,community",
    "field_promotion": "street,flyer",
    "paid_search": "google,cpc",
}


class Company:
    """Collects rows of raw files."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.events: list[str] = []
        self.orders: list[str] = []
        self.sellers: list[str] = []
        self.spend: list[str] = []

    def visit(
        self, user: str, day: date, channel: str = "", country: str = "", device: str = ""
    ) -> None:
        """Add one page view; with a channel, its campaign parameters."""
        traffic = TRAFFIC.get(channel, ",")
        event = f"e{len(self.events)},d{user},{user},page_view,{day} 08:00:00"
        self.events.append(f"{event},{traffic},{country},{device}")

    def order(self, user: str, day: date, gross: float, cost: float = 0, seller: str = "") -> None:
        """Add one paid order."""
        number = len(self.orders)
        self.orders.append(f"o{number},{user},{day} 12:00:00,paid,USD,{gross},{cost},{seller}")

    def deliver(self, warehouse: Warehouse) -> None:
        """Write the files."""
        header = (
            "event_id,visitor_id,user_id,event_name,occurred_at,utm_source,utm_medium"
            ",country,device_type"
        )
        warehouse.deliver("events/a.csv", "\n".join([header, *self.events]) + "\n")
        warehouse.deliver("orders/a.csv", "\n".join([ORDER_COLUMNS, *self.orders]) + "\n")
        warehouse.deliver(
            "sellers/a.csv", "\n".join(["seller_id,seller_type", *self.sellers]) + "\n"
        )
        header = "spend_date,source,medium,campaign,currency,spend"
        warehouse.deliver("channel_spend/a.csv", "\n".join([header, *self.spend]) + "\n")


def published_cases() -> Company:
    """Return the raw rows of the cases ltv.censoring, AM-L01, AM-L02, decomp.* and ue.saas."""
    company = Company()
    censored_cohorts(company)
    mature_cohorts(company, "m1", "community", [(100, 5, 10), (120, 6, 10), (80, 4, 10)])
    mature_cohorts(company, "m2", "field_promotion", [(100, 5, 3), (120, 6, 2), (80, 2.5, 1)])
    funnel_months(company)
    seller_months(company)
    subscription_months(company)
    adtributor_months(company)
    hotspot_months(company)
    return company


def censored_cohorts(company: Company) -> None:
    """Add ltv.censoring: three monthly cohorts of 100, the first four months old at the as-of."""
    for cohort, values in enumerate([(50, 20, 10, 5), (55, 22, 11), (60, 24)]):
        for customer in range(100):
            user = f"censored{cohort}_{customer}"
            company.visit(user, date(2026, cohort + 1, 5), "email")
            for age, value in enumerate(values):
                company.order(user, date(2026, cohort + 1 + age, 10), value)


def mature_cohorts(
    company: Company, name: str, channel: str, cohorts: list[tuple[int, float, int]]
) -> None:
    """Add cohorts of (customers, value of each, days observed at the as-of)."""
    for cohort, (customers, value, days) in enumerate(cohorts):
        first = date(2026, 5, 1) - timedelta(days=days)
        for customer in range(customers):
            user = f"{name}_{cohort}_{customer}"
            company.visit(user, first, channel)
            company.order(user, first, value)


def funnel_months(company: Company) -> None:
    """Add decomp.uv_cvr_p: two months of visitors, the first of whom buy once."""
    for month, visitors, buyers, price in [(6, 10000, 200, 50), (7, 12000, 216, 55)]:
        for visitor in range(visitors):
            company.visit(f"funnel{month}_{visitor}", date(2025, month, 3))
        for buyer in range(buyers):
            company.order(f"funnel{month}_{buyer}", date(2025, month, 4), price)


def seller_months(company: Company) -> None:
    """Add decomp.sellers: two months of one order per seller."""
    company.sellers += [f"s{seller},grid_leader" for seller in range(230)]
    for month, sellers, value in [(3, 200, 500), (4, 230, 470)]:
        for seller in range(sellers):
            company.order(f"neighbour{seller}", date(2025, month, 9), value, seller=f"s{seller}")


def labels(counts: dict[str, list[int]], period: int) -> list[str]:
    """Return one label an order: each of them as often as the period (0 or 1) has it."""
    return [label for label, both in counts.items() for _ in range(both[period])]


def adtributor_months(company: Company) -> None:
    """Add decomp.adtributor: 100 orders, then 50, by country, seller and device."""
    countries = {"X": [94, 47], "Y": [6, 3]}
    sellers = {"A1": [50, 24], "A2": [20, 21], "A3": [20, 4], "A4": [10, 1]}
    devices = {"pc": [50, 49], "mobile": [25, 1], "tablet": [25, 0]}
    for period, month in enumerate([11, 12]):
        parts = [labels(counts, period) for counts in (countries, sellers, devices)]
        for number, (country, seller, device) in enumerate(zip(*parts, strict=True)):
            user = f"adtributor{month}_{number}"
            company.visit(user, date(2024, month, 4), country=country, device=device)
            company.order(user, date(2024, month, 4), 1, seller=seller)


def hotspot_months(company: Company) -> None:
    """Add decomp.hotspot: orders of three provinces by two providers, here a device each."""
    cells = [("P1", "M"), ("P2", "M"), ("P3", "M"), ("P1", "U"), ("P2", "U"), ("P3", "U")]
    for month, counts in [(8, [20, 15, 10, 10, 25, 20]), (9, [14, 9, 10, 7, 15, 20])]:
        for (country, device), orders in zip(cells, counts, strict=True):
            for number in range(orders):
                user = f"hotspot{month}_{country}_{device}_{number}"
                company.visit(user, date(2024, month, 4), country=country, device=device)
                company.order(user, date(2024, month, 4), 1)


def subscription_months(company: Company) -> None:
    """Add ue.saas: of 100 customers 96 stay and 4 come, each at a cost of 500."""
    for customer in range(100):
        company.visit(f"saas{customer}", date(2025, 9, 2), "paid_search")
        company.order(f"saas{customer}", date(2025, 9, 2), 100, 15)
    for customer in range(4, 104):
        company.visit(f"saas{customer}", date(2025, 10, 2), "paid_search")
        company.order(f"saas{customer}", date(2025, 10, 2), 100, 15)
    company.spend.append("2025-10-01,google,cpc,,USD,2000")


def deliver_cdnow(warehouse: Warehouse) -> list[tuple[int, date, float]]:
    """Write the CDNOW sample as orders and return its rows (customer, day, dollars)."""
    path: Path = PROJECT / "tests" / "fixtures" / "cdnow_sample.csv"
    with path.open(encoding="utf-8") as handle:
        rows = [
            (int(row["customer"]), date.fromisoformat(row["ordered_on"]), float(row["revenue"]))
            for row in csv.DictReader(handle)
        ]
    lines = [
        f"{number},c{customer},{day} 12:00:00,paid,USD,{dollars},0,"
        for number, (customer, day, dollars) in enumerate(rows)
    ]
    warehouse.deliver("orders/a.csv", "\n".join([ORDER_COLUMNS, *lines]) + "\n")
    return rows
