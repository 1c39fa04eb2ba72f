"""The sample web shop of the retentioneering package: a synthetic click stream of 600 people.

Mapping and known numbers: docs/guides/example-datasets.md.
"""

from __future__ import annotations

from pathlib import Path

from northstar.examples.delivery import Delivery, connect
from northstar.examples.wheels import Wheel

WHEEL = Wheel(
    project="retentioneering",
    version="5.2.4",
    filename="retentioneering-5.2.4-py3-none-any.whl",
    sha256="f4ab91b67c6deed93728bfb6e503adfe304f101a53e9112ee0219b304b0f3b1a",
)
MEMBERS = ("retentioneering/datasets/ecom.csv.gz",)
FILES = ("events/events.parquet", "orders/orders.csv", "channel_spend/channel_spend.csv")

# Names that mean the same step everywhere; a name that is not here is kept.
EVENT_NAMES = {
    "home": "page_view",
    "catalog": "page_view",
    "promo_page": "page_view",
    "account_page": "page_view",
    "review_page": "page_view",
    "cart": "view_cart",
    "shipping_details": "begin_checkout",
    "payment_details": "add_payment_info",
    "wishlist_add": "add_to_wishlist",
}

# The usual medium of each channel. `direct` is what has neither source nor medium.
MEDIUMS = {"organic": "organic", "paid_search": "cpc", "email": "email", "social": "social"}

COLUMNS = {
    "user_id": "varchar",
    "session_id": "varchar",
    "event": "varchar",
    "timestamp": "timestamp",
    "platform": "varchar",
    "acquisition_channel": "varchar",
    "user_cohort": "varchar",
    "user_lifecycle": "varchar",
}

# The row number is the only key the data has; its padding makes ties keep the file's order.
EVENTS = """
with numbered as (
    select *, row_number() over () as row_number
    from stream
)

select
    'ecom-' || lpad(row_number::varchar, 6, '0') as event_id,
    user_id as visitor_id,
    user_id,
    coalesce(event_names[event], event) as event_name,
    "timestamp" as occurred_at,
    case when mediums[acquisition_channel] is not null then acquisition_channel end as utm_source,
    mediums[acquisition_channel] as utm_medium,
    platform as device_type,
    json_object(
        'event', event,
        'session_id', session_id,
        'acquisition_channel', acquisition_channel,
        'user_cohort', user_cohort,
        'user_lifecycle', user_lifecycle
    )::varchar as properties
from numbered
cross join (
    select
        map($events, $standard_events) as event_names,
        map($channels, $standard_mediums) as mediums
) as mapping
order by row_number
"""


def write(sources: Path, delivery: Delivery) -> None:
    """Map `ecom.csv.gz` in `sources` to the raw contract.

    There are purchases but no amounts, so `orders` is a header; there is no spend either.
    """
    with connect() as connection:
        stream = connection.read_csv(
            str(sources / "ecom.csv.gz"), header=True, dtype=COLUMNS, parallel=False
        )
        stream.create_view("stream")
        mapping = {
            "events": list(EVENT_NAMES),
            "standard_events": list(EVENT_NAMES.values()),
            "channels": list(MEDIUMS),
            "standard_mediums": list(MEDIUMS.values()),
        }
        delivery.parquet("events", connection.sql(EVENTS, params=mapping))
    delivery.header_only("orders")
    delivery.header_only("channel_spend")
