"""What the company sells and says: products, event names, devices, places, in fixed order."""

from __future__ import annotations

from dataclasses import dataclass

EVENTS = (
    "page_view", "screen_view", "app_open", "login", "search", "content_view", "live_view",
    "coupon_claimed", "product_view", "add_to_cart", "begin_checkout", "group_buy_start",
    "group_buy_join", "purchase", "service_booked", "first_service", "signup", "invite_accepted",
    "profile_completed", "check_in", "lottery", "share", "invite_sent",
)  # fmt: skip
CODE = {name: code for code, name in enumerate(EVENTS)}

# (platform, device_type) by device number; a number is a kind of device, not one device.
DEVICES = (
    ("web", "desktop"), ("web", "mobile"), ("web", "tablet"), ("mini_program", "mobile"),
    ("ios", "mobile"), ("android", "mobile"), ("store", "kiosk"),
)  # fmt: skip
WEB_DEVICES, APP_DEVICES, KIOSK = (0, 1, 2), (3, 4, 5), 6

SITE = "https://www.northstar.example"
PAGES = {
    "page_view": "/", "search": "/search", "content_view": "/stories", "live_view": "/live",
    "product_view": "/product", "add_to_cart": "/product", "begin_checkout": "/checkout",
    "purchase": "/thank-you", "signup": "/join", "login": "/login",
}  # fmt: skip

ROLES = ("traffic", "hit", "profit", "regular")
ROLE_COST_PERCENT = (90, 72, 42, 62)
ROLE_WEIGHT = (30, 30, 12, 28)  # how often chosen by who has bought before
ROLE_WEIGHT_FIRST = (52, 26, 6, 16)  # and by who has not

CATEGORIES = (
    ("fresh", 899), ("snacks", 649), ("household", 1249), ("baby", 2199), ("beauty", 1899),
    ("kitchen", 2749), ("pets", 1549), ("home_services", 4200),
)  # fmt: skip
PER_CATEGORY = 8
SERVICE = "home_services"
SERVICE_WORDS = ("cleaning", "laundry", "repair", "gardening", "tutoring", "care", "moving", "spa")

COMMENTS = (None, None, None, "Fast and friendly", "Arrived late", "Good value", "Box was damaged",
            "Great, would \"order\" again", "Zu teuer", "很好, 谢谢")  # fmt: skip

TEAMS = ("north", "south", "east", "west")
SELLER_TYPES = (
    "grid_leader", "community_leader", "distributor", "streamer", "employee", "koc",
)  # fmt: skip
SELLER_TYPE_WEIGHTS = (22, 30, 12, 8, 16, 12)


@dataclass(frozen=True)
class Product:
    """One product; money in US cents."""

    product_id: str
    name: str
    category: str
    role: int
    list_price: int
    unit_cost: int


def products() -> tuple[Product, ...]:
    """Return the catalogue: eight categories of eight products, two of each role in each."""
    made = []
    for place, (category, price) in enumerate(CATEGORIES):
        for number in range(PER_CATEGORY):
            role = number % len(ROLES)
            list_price = price * (60 + 17 * number + 3 * place) // 100
            word = SERVICE_WORDS[number] if category == SERVICE else f"no. {number + 1}"
            made.append(
                Product(
                    f"p{place * PER_CATEGORY + number + 1:03d}", f"{category} {word}", category,
                    role, list_price, list_price * ROLE_COST_PERCENT[role] // 100,
                )
            )  # fmt: skip
    return tuple(made)


PRODUCTS = products()
