"""The truths that the company is drawn from: every number one may want to turn, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field, fields


@dataclass(frozen=True)
class Touch:
    """One way to arrive: what the tracking columns of an entry event say."""

    source: str | None = None
    medium: str | None = None
    campaign: str | None = None
    content: str | None = None
    term: str | None = None
    referrer: str | None = None
    click_id: str | None = None
    weight: float = 1.0


@dataclass(frozen=True)
class Channel:
    """One channel: how many it brings, how good they are, what a visit of it costs.

    `signup`, `activation` and `first_order` are each the chance given the step before, for people
    with unlimited time. `habit` multiplies the chance of a visit on a day after sign-up.
    """

    name: str
    share: float
    signup: float
    activation: float
    first_order: float
    habit: float
    cost_per_click_usd: float
    touches: tuple[Touch, ...]
    web_share: float = 0.5


GOOGLE, BING = "https://www.google.com/", "https://www.bing.com/"
META, TIKTOK = "https://www.facebook.com/", "https://www.tiktok.com/"
WEIBO, REDDIT = "https://weibo.com/", "https://www.reddit.com/"

CHANNELS = (
    Channel("paid_search", 0.14, 0.50, 0.58, 0.62, 1.05, 1.80, (
        Touch("google", "cpc", "search_brand", "ad_a", "northstar market", GOOGLE, "gclid", 2),
        Touch("google", "cpc", "search_generic", "ad_b", "fresh delivery", GOOGLE, "gclid", 3),
        Touch("bing", "cpc", "search_generic", "ad_b", "home cleaning", BING, "msclkid", 1),
    ), 0.7),
    Channel("feed_ads", 0.13, 0.40, 0.50, 0.48, 0.9, 0.95, (
        Touch("facebook", "feed", "feed_prospecting", "carousel", None, META, "fbclid", 3),
        Touch("wechat", "feed", "moments_newcomers", "card", None, None, "gdt_vid", 2),
    )),
    Channel("short_video_ads", 0.12, 0.38, 0.46, 0.44, 0.8, 0.60, (
        Touch("tiktok", "paid_video", "video_challenge", "clip_1", None, TIKTOK, "ttclid", 3),
        Touch("kuaishou", "paid_video", "video_sellers", "clip_2", None, None, "ksclid", 1),
    )),
    Channel("organic_social", 0.08, 0.44, 0.54, 0.52, 1.0, 0.0, (
        Touch("wechat", "social", "official_account", "post", None, None, None, 2),
        Touch(referrer=WEIBO), Touch(referrer=REDDIT, weight=0.5),
    )),
    Channel("organic_search", 0.10, 0.48, 0.60, 0.60, 1.1, 0.0, (
        Touch(referrer=GOOGLE, weight=3), Touch(referrer=BING),
    ), 0.8),
    Channel("direct", 0.10, 0.55, 0.62, 0.62, 1.2, 0.0, (Touch(),)),
    Channel("field_promotion", 0.08, 0.70, 0.52, 0.46, 0.8, 2.40, (
        Touch("field", "offline", "station_booth", "qr_01"),
        Touch("field", "offline", "office_tour", "qr_02"),
    ), 0.3),
    Channel("partner", 0.06, 0.52, 0.60, 0.58, 1.0, 1.50, (
        Touch("cityguide", "partner", "partner_city", "banner", None, "https://cityguide.example/"),
        Touch("homeclub", "partner", "partner_home", "banner", None, "https://homeclub.example/"),
    )),
    Channel("group_buying", 0.06, 0.58, 0.60, 0.66, 1.1, 0.0, (
        Touch("group_buy", "group", "team_of_three", "share_card"),
    ), 0.4),
    Channel("live_streaming", 0.05, 0.46, 0.55, 0.58, 1.0, 0.70, (
        Touch("live", "live", "evening_show", "room"),
    ), 0.3),
    Channel("display", 0.08, 0.30, 0.40, 0.36, 0.6, 0.40, (
        Touch("brightreach", "display", "reach_max", "300x250", None,
              "https://ads.brightreach.example/", "brclid"),
    ), 0.9),
    Channel("user_referral", 0.0, 0.50, 0.66, 0.64, 1.15, 0.0, (
        Touch("invite", "referral", "invite_friends", "card"),
    ), 0.4),
)  # fmt: skip

# How people who know the company already come back, when not directly.
RETURNS = (
    ("push", Touch("push", "push", "daily_deals", weight=4)),
    ("email", Touch("newsletter", "email", "weekly_picks", weight=3)),
    ("paid_search", Touch("google", "cpc", "search_brand", "ad_a", "northstar market", GOOGLE,
                          "gclid", 1)),
    ("feed_ads", Touch("facebook", "feed", "feed_retargeting", "dynamic", None, META,
                       "fbclid", 1)),
    ("organic_social", Touch("wechat", "social", "official_account", "post", weight=1.5)),
    ("organic_search", Touch(referrer=GOOGLE, weight=1.5)),
)  # fmt: skip


@dataclass(frozen=True)
class Experiment:
    """One experiment; `lift` is the relative change of the metric that treatment truly makes."""

    experiment_id: str
    unit: str
    metric: str
    lift: float


@dataclass(frozen=True)
class Country:
    """One country: its currency, its share of people, the rate to USD and how far that swings."""

    code: str
    currency: str
    share: float
    rate: float
    swing: float


@dataclass(frozen=True)
class World:
    """Every other truth. Times are days unless the name says otherwise, money is USD."""

    channels: tuple[Channel, ...] = CHANNELS
    growth: float = 0.6  # arrivals on the last day, over those of the first, less 1
    same_session_signup: float = 0.6
    signup_delay: float = 2.5
    same_session_activation: float = 0.7
    activation_delay: float = 1.0
    activation_within: float = 6.5
    anonymous_returns: float = 0.45
    anonymous_shopping: float = 0.15

    # The checkout funnel: chances by shopping session, independent of each other.
    cart_given_view: float = 0.46
    checkout_given_cart: float = 0.62
    purchase_given_checkout: float = 0.74
    first_shopping_delay: float = 1.5
    shopping_gap: float = 3.0  # between shopping sessions before the first order

    # BG/NBD: orders at rate lambda ~ Gamma(r, alpha), lost after an order with p ~ Beta(a, b).
    r: float = 0.9
    alpha: float = 24.0
    a: float = 0.8
    b: float = 3.6
    fastest_daily_rate: float = 0.4

    # Gamma-Gamma: order value z ~ Gamma(p, nu), nu ~ Gamma(q, v); before refunds.
    value_p: float = 5.0
    value_q: float = 4.0
    value_v: float = 24.0

    # Habit: chance of a visit by day since sign-up, and of leaving for good after each week.
    first_week_visit: tuple[float, ...] = (0.55, 0.50, 0.46, 0.43, 0.41, 0.40)
    later_visit: float = 0.20
    leave_a: float = 1.3
    leave_b: float = 6.0
    check_in_per_visit: float = 0.60
    aha_times: int = 3
    aha_within_days: int = 7
    aha_leave_factor: float = 0.25  # who is hooked leaves that much less
    aha_visit_factor: float = 1.6  # and comes that much more, after the first week
    weekday_visit: tuple[float, ...] = (0.95, 0.93, 0.95, 0.98, 1.06, 1.12, 1.01)

    # Invitations: of a user, in the first days; each is opened or not, who opens may sign up.
    invites_per_user: float = 1.6
    inviting_share: float = 0.5
    invite_delay: float = 6.0
    invites_within: float = 28.0
    opened_given_invite: float = 0.5
    open_delay: float = 1.2
    self_invites: float = 0.02
    duplicate_invites: float = 0.03

    returns_by_touch: float = 0.14
    second_device: float = 0.5
    cross_device_signup: float = 0.12
    guest_devices: float = 0.04  # share of sessions that start logged out

    experiments: tuple[Experiment, ...] = (
        Experiment("onboarding_checklist", "user", "activation", 0.20),
        Experiment("landing_hero", "visitor", "signup", 0.0),
    )
    experiment_from: float = 0.2
    experiment_until: float = 0.85

    coupon_share: float = 0.22
    coupon_discount_percent: int = 10
    seller_share: float = 0.7
    sellers_per_block: int = 40
    clicks_per_visit: float = 1.25
    impressions_per_click: int = 45

    countries: tuple[Country, ...] = (
        Country("US", "USD", 0.38, 1.0, 0.0),
        Country("DE", "EUR", 0.14, 1.09, 0.03),
        Country("FR", "EUR", 0.08, 1.09, 0.03),
        Country("CN", "CNY", 0.25, 0.139, 0.01),
        Country("GB", "GBP", 0.15, 1.27, 0.035),
    )

    # Shares of dirt; the switches of `Dirt` turn each kind off.
    duplicate_share: float = 0.02
    late_share: float = 0.05
    late_days: int = 20
    skewed_people: float = 0.02
    skew_minutes: int = 30
    future_share: float = 0.001
    shared_device_pairs: float = 0.04
    kiosk_share: float = 0.01
    full_refunds: float = 0.04
    partial_refunds: float = 0.03
    cancelled_share: float = 0.15  # of checkouts without purchase
    test_order_share: float = 0.05  # of checkouts without purchase
    internal_share: float = 0.008
    fraud_channel: str = "display"
    fraud_per_person: float = 0.04
    fraud_burst: int = 25
    double_exposures: float = 0.006


@dataclass(frozen=True)
class Dirt:
    """Which kinds of dirt are laid over the company."""

    duplicates: bool = True
    late: bool = True
    clock_skew: bool = True
    shared_devices: bool = True
    refunds: bool = True
    cancelled: bool = True
    test_orders: bool = True
    currencies: bool = True
    internal: bool = True
    fraud: bool = True
    schema_change: bool = True

    @classmethod
    def none(cls) -> Dirt:
        """Return the clean company: every kind off."""
        return cls(**{one.name: False for one in fields(cls)})


@dataclass(frozen=True)
class Plan:
    """One run: how many people, which days, which chance, which dirt."""

    people: int
    days: int
    seed: int
    dirt: Dirt = field(default_factory=Dirt)
    world: World = field(default_factory=World)
