"""The raw tables as SQL over the compact ones: numbers become names, ids, money and instants."""

from __future__ import annotations

from northstar.simulate import catalogue
from northstar.simulate.commerce import REASONS, STATUSES
from northstar.simulate.loyalty import ACTIVITIES
from northstar.simulate.touches import touch_table
from northstar.simulate.world import World

VARIANTS = ("control", "treatment")
SURVEYS = ("nps", "csat", "ces")
INVITE_CHANNELS = ("wechat", "sms", "qr_code", "email")
GENDERS = ("female", "male", None)
COUPONS = ("WELCOME10", "GROUP10", "LIVE10", "WEEKEND10")
QUERIES = ("milk", "cleaning", "diapers", "coffee", "fruit box", "cat food", "shampoo", "pan")


def quoted(value: str | None) -> str:
    """Return an SQL string or null."""
    return "null" if value is None else "'" + value.replace("'", "''") + "'"


def choose(column: str, values: tuple[str | None, ...] | list[str | None]) -> str:
    """Return SQL that turns 0, 1, 2 … into values; out of range gives null."""
    return f"([{', '.join(quoted(value) for value in values)}])[{column} + 1]"


def instant(column: str) -> str:
    """Return SQL that turns seconds since 1970 into a timestamp."""
    return f"make_timestamp({column} * 1000000)"


def money(column: str) -> str:
    """Return SQL that turns cents into a decimal."""
    return f"cast({column} * 0.01 as decimal(18, 2))"


def user(column: str = "account") -> str:
    """Return SQL of a user id, null for -1."""
    return f"case when {column} >= 0 then printf('u%010x', {column}) end"


def visitor(column: str = "visitor") -> str:
    """Return SQL of a visitor id, null for -1."""
    return f"case when {column} >= 0 then printf('v%012x', {column}) end"


def number(letter: str, column: str) -> str:
    """Return SQL of an id that is a letter and a padded number."""
    return f"'{letter}' || lpad(cast({column} as varchar), 11, '0')"


def properties() -> str:
    """Return SQL of the JSON text of an event's properties."""
    code = catalogue.CODE
    ids = [product.product_id for product in catalogue.PRODUCTS]
    categories = [product.category for product in catalogue.PRODUCTS]
    product = f"""'{{"product_id":"' || {choose("product", ids)} || '","category":"'
        || {choose("product", categories)} || '"}}'"""
    order = f"""'{{"order_id":"' || {number("o", "ref")} || '"}}'"""
    invite = f"""'{{"invite_id":"' || {number("i", "ref")} || '"}}'"""
    group = """'{"group_id":"g' || cast(ref as varchar) || '"}'"""
    query = f"""'{{"query":"' || {choose("ref % 8", QUERIES)} || '"}}'"""
    return f"""case
        when code in ({code["product_view"]}, {code["add_to_cart"]}) then {product}
        when code in ({code["purchase"]}, {code["service_booked"]}) then {order}
        when code in ({code["invite_sent"]}, {code["invite_accepted"]}) then {invite}
        when code in ({code["group_buy_start"]}, {code["group_buy_join"]}) then {group}
        when code = {code["search"]} then {query}
    end"""


def events(world: World, table: str, *, has_platform: bool, has_build: bool) -> str:
    """Return the query of one file of events; old files lack a column, new ones have one more."""
    touches = [touch for _, touch in touch_table(world)]
    pages = [
        None if name not in catalogue.PAGES else catalogue.SITE + catalogue.PAGES[name]
        for name in catalogue.EVENTS
    ]
    in_browser = f"device in ({', '.join(map(str, catalogue.WEB_DEVICES))}, 3)"
    platform = choose("device", [one for one, _ in catalogue.DEVICES])
    clicks = choose("touch", [touch.click_id for touch in touches])
    columns = [
        f"{number('e', 'event')} as event_id",
        f"{visitor()} as visitor_id",
        f"{user()} as user_id",
        f"{choose('code', catalogue.EVENTS)} as event_name",
        f"{instant('occurred')} as occurred_at",
        f"{instant('received')} as received_at",
        f"case when {in_browser} then {choose('code', pages)} end as page_url",
        f"{choose('touch', [touch.referrer for touch in touches])} as referrer_url",
        f"{choose('touch', [touch.source for touch in touches])} as utm_source",
        f"{choose('touch', [touch.medium for touch in touches])} as utm_medium",
        f"{choose('touch', [touch.campaign for touch in touches])} as utm_campaign",
        f"{choose('touch', [touch.content for touch in touches])} as utm_content",
        f"{choose('touch', [touch.term for touch in touches])} as utm_term",
        f"{clicks} || '=' || printf('%016x', click) as click_id",
        f"{choose('device', [kind for _, kind in catalogue.DEVICES])} as device_type",
        *([f"{platform} as platform"] if has_platform else []),
        f"{choose('country', [one.code for one in world.countries])} as country",
        f"{properties()} as properties",
        *(["'2.' || cast(month as varchar) as client_build"] if has_build else []),
    ]
    return f"select {', '.join(columns)} from {table}"


def small_tables(countries: list[str], currencies: list[str]) -> dict[str, str]:
    """Return the query of each other table over the compact table of the same name."""
    currency = choose("country", currencies)
    return {
        "users": f"""select {user()} as user_id, {instant('"at"')} as signed_up_at,
            {choose("country", countries)} as country, {choose("gender", GENDERS)} as gender,
            birth_year, is_internal, consent_marketing from users""",
        "orders": f"""select {number("o", "number")} as order_id, {user()} as user_id,
            {visitor()} as visitor_id, {instant('"at"')} as ordered_at,
            {choose("status", STATUSES)} as status, {currency} as currency,
            {money("gross")} as gross_amount, {money("discount")} as discount_amount,
            {money("tax")} as tax_amount, {money("shipping")} as shipping_amount,
            {money("cost")} as cost_amount, {choose("coupon", COUPONS)} as coupon_code,
            {seller()} as seller_id, {instant("updated")} as updated_at from orders""",
        "order_items": f"""select {number("o", "number")} || '-' || (place + 1) as order_item_id,
            {number("o", "number")} as order_id, {product("product")} as product_id, quantity,
            {money("unit_price")} as unit_price, {money("discount")} as discount_amount,
            {money("unit_cost")} as unit_cost from order_items""",
        "refunds": f"""select {number("r", "number")} as refund_id,
            {number("o", "number")} as order_id, {instant('"at"')} as refunded_at,
            {currency} as currency, {money("amount")} as amount,
            {choose("reason", REASONS)} as reason from refunds""",
        "invites": f"""select {number("i", "number")} as invite_id,
            {user("inviter")} as inviter_user_id, {instant('"at"')} as invited_at,
            {choose("channel", INVITE_CHANNELS)} as invite_channel,
            {user("invitee")} as invitee_user_id,
            case when accepted >= 0 then {instant("accepted")} end as accepted_at from invites""",
        "sellers": f"""select {seller("number")} as seller_id,
            {choose("kind", catalogue.SELLER_TYPES)} as seller_type,
            {choose("team", catalogue.TEAMS)} as team, 'district ' || block as region,
            {instant("joined")} as joined_at,
            case when "left" >= 0 then {instant('"left"')} end as left_at from sellers""",
        "points_ledger": f"""select {number("l", "number")} as entry_id, {user()} as user_id,
            {instant('"at"')} as occurred_at, {choose("activity", ACTIVITIES)} as activity,
            points from points_ledger""",
        "experiment_assignments": f"""select {
            choose("experiment", ("onboarding_checklist", "landing_hero"))
        } as experiment_id, {choose("variant", VARIANTS)} as variant,
            {user()} as user_id, {visitor()} as visitor_id, {instant('"at"')} as assigned_at
            from experiment_assignments""",
        "survey_responses": f"""select {number("s", "number")} as response_id,
            {user()} as user_id, {instant('"at"')} as submitted_at,
            {choose("kind", SURVEYS)} as survey_type, score,
            {choose("comment", catalogue.COMMENTS)} as comment from survey_responses""",
        "channel_spend": f"""select cast({instant("day * 86400")} as date) as spend_date,
            source, medium, campaign, currency, {money("cents")} as spend, impressions, clicks
            from channel_spend""",
        "products": f"""select product_id, product_name, category,
            {choose("role", catalogue.ROLES)} as product_role,
            {money("list_price")} as list_price, {money("unit_cost")} as unit_cost
            from products""",
    }


def seller(column: str = "seller") -> str:
    """Return SQL of a seller id, null for -1."""
    return f"case when {column} >= 0 then 's' || lpad(cast({column} as varchar), 6, '0') end"


def product(column: str) -> str:
    """Return SQL of a product id by its place in the catalogue."""
    return choose(column, [one.product_id for one in catalogue.PRODUCTS])
