"""Single bad rows and what becomes of each: a reason for the quarantine, or the value accepted."""

from __future__ import annotations

EVENT = {
    "event_id": "",
    "visitor_id": "v1",
    "user_id": "u1",
    "event_name": "page_view",
    "occurred_at": "2026-01-05T10:00:00Z",
    "received_at": "2026-01-05T10:00:05Z",
    "properties": "{}",
}
ORDER = {
    "order_id": "",
    "user_id": "u1",
    "ordered_at": "2026-01-05 10:00:00",
    "status": "paid",
    "currency": "USD",
    "gross_amount": "10",
    "discount_amount": "",
    "updated_at": "",
}
SPEND = {
    "spend_date": "2026-01-05",
    "source": "",
    "medium": "cpc",
    "currency": "USD",
    "spend": "1",
    "impressions": "",
}

# (table, column, what was delivered, reason): the row is quarantined
REFUSED = [
    ("events", "event_id", "", "missing_key"),
    ("events", "event_id", "   ", "missing_key"),
    ("events", "visitor_id", "", "missing_value"),
    ("events", "event_name", " ", "missing_value"),
    ("events", "occurred_at", "", "missing_value"),
    ("events", "occurred_at", "yesterday", "wrong_type"),
    ("events", "occurred_at", "2026-02-30T00:00:00Z", "wrong_type"),
    ("events", "occurred_at", "2026-13-01", "wrong_type"),
    ("events", "occurred_at", "2026-01-05 25:00:00", "wrong_type"),
    ("events", "occurred_at", "05.01.2026", "wrong_type"),
    ("events", "occurred_at", "1767607200", "wrong_type"),
    ("events", "occurred_at", "1e400", "wrong_type"),
    ("events", "occurred_at", "1969-12-31T23:59:59Z", "out_of_range"),
    ("events", "occurred_at", "0001-01-01", "out_of_range"),
    ("events", "occurred_at", "2101-01-01", "out_of_range"),
    ("events", "occurred_at", "9999-12-31", "out_of_range"),
    ("events", "occurred_at", "infinity", "out_of_range"),
    ("events", "occurred_at", "2026-01-06T10:00:06Z", "future"),
    ("events", "occurred_at", "2099-01-01", "future"),
    ("events", "received_at", "soon", "wrong_type"),
    ("events", "received_at", "1969-01-01", "out_of_range"),
    ("events", "received_at", "2099-01-01", "future"),
    ("events", "properties", "{", "wrong_type"),
    ("events", "properties", "{'a': 1}", "wrong_type"),
    ("orders", "order_id", "", "missing_key"),
    ("orders", "ordered_at", "", "missing_value"),
    ("orders", "ordered_at", "n/a", "wrong_type"),
    ("orders", "ordered_at", "2099-01-01", "future"),
    ("orders", "status", "", "missing_value"),
    ("orders", "status", "lost", "unknown_value"),
    ("orders", "currency", "", "missing_value"),
    ("orders", "currency", "XXX", "unknown_currency"),
    ("orders", "currency", "$", "unknown_currency"),
    ("orders", "currency", "US DOLLAR", "unknown_currency"),
    ("orders", "gross_amount", "", "missing_value"),
    ("orders", "gross_amount", "ten", "wrong_type"),
    ("orders", "gross_amount", "1.234,56", "wrong_type"),
    ("orders", "gross_amount", "$10", "wrong_type"),
    ("orders", "gross_amount", "NaN", "wrong_type"),
    ("orders", "gross_amount", "inf", "wrong_type"),
    ("orders", "gross_amount", "-Infinity", "wrong_type"),
    ("orders", "gross_amount", "1e400", "wrong_type"),
    ("orders", "gross_amount", "99999999999999999999", "wrong_type"),
    ("orders", "discount_amount", "0x10", "wrong_type"),
    ("orders", "updated_at", "2026-99-99", "wrong_type"),
    ("orders", "updated_at", "2099-01-01", "future"),
    ("channel_spend", "spend_date", "", "missing_key"),
    ("channel_spend", "spend_date", "2026-02-29", "wrong_type"),
    ("channel_spend", "spend_date", "1969-12-31", "out_of_range"),
    ("channel_spend", "spend", "free", "wrong_type"),
    ("channel_spend", "impressions", "1.5", "wrong_type"),
    ("channel_spend", "impressions", "1e30", "wrong_type"),
]

# (table, column, what was delivered, what is in staging)
ACCEPTED = [
    ("events", "visitor_id", "  v1 ", "v1"),
    ("events", "user_id", "", None),
    ("events", "user_id", "Robert'); drop table x;--", "Robert'); drop table x;--"),
    ("events", "user_id", "=1+1", "=1+1"),
    ("events", "event_name", "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    ("events", "event_name", "购买 🛒", "购买 🛒"),
    ("events", "event_name", 'quoted "name", with comma', 'quoted "name", with comma'),
    ("events", "event_name", "two\nlines", "two\nlines"),
    ("events", "occurred_at", "2026-01-05T12:00:00+02:00", "2026-01-05 10:00:00"),
    ("events", "occurred_at", "2026-01-05 10:00:00.123456", "2026-01-05 10:00:00.123456"),
    ("events", "occurred_at", "2026-01-05", "2026-01-05 00:00:00"),
    ("events", "occurred_at", "1970-01-01T00:00:00Z", "1970-01-01 00:00:00"),
    ("events", "occurred_at", "2026-01-06T10:00:05Z", "2026-01-06 10:00:05"),
    ("events", "received_at", "", None),
    ("events", "properties", "", None),
    ("events", "properties", '{"a": "b, c"}', '{"a": "b, c"}'),
    ("orders", "status", " PAID ", "paid"),
    ("orders", "currency", " eur", "EUR"),
    ("orders", "gross_amount", " 10.50 ", "10.500000"),
    ("orders", "gross_amount", "-5", "-5.000000"),
    ("orders", "gross_amount", "1e2", "100.000000"),
    ("orders", "gross_amount", "0.0000004", "0.000000"),
    ("channel_spend", "impressions", "12.0", "12"),
]
ROWS = {"events": EVENT, "orders": ORDER, "channel_spend": SPEND}
KEYS = {"events": "event_id", "orders": "order_id", "channel_spend": "source"}


def rows(table: str) -> list[dict[str, str]]:
    """Return the rows of one table, the refused ones first, each with a key of its own."""
    found = []
    for kind, cases in (("bad", REFUSED), ("good", ACCEPTED)):
        for number, (of, column, delivered, _) in enumerate(cases):
            if of == table:
                key = {KEYS[table]: f"{kind}{number}"}
                found.append({**ROWS[table], **key, column: delivered})
    return found
