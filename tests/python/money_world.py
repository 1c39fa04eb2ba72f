"""A small company whose every euro can be worked out by hand: its raw rows and its config.

Reporting is in EUR and in New York's days (UTC-5, from 8 March 2026 UTC-4); the as-of is
1 July 2026, 12:00 there. The expected values are in test_blackbox_money.py.
"""

from __future__ import annotations

from pathlib import Path

AS_OF = "2026-07-01T12:00:00-04:00"
VARIABLES = {
    "reporting_currency": "EUR",
    "reporting_timezone": "America/New_York",
    "week_start": "sunday",
}

# As people save them: blanks around values, columns in another order, TRUE and False, lines of
# nothing but commas. No channel of the fallbacks (direct, referral) and no euro-dollar of 2025.
CONFIG = {
    "channels": """
is_paid,channel,is_online,lookback_days,channel_group,acquisition_method,strategy
TRUE, search ,True, 30,ads,scale,self_media_ads
True,social,true,5,ads,scale,self_media_ads
False,mail,TRUE,7,owned,scale,tool_led
false,seo,t,30,free,scale,organic
,,,,,,
""",
    "channel_rules": """
channel,rule_number,source_pattern,medium_pattern,campaign_pattern,referrer_pattern,click_id_name
search,20,google|bing,cpc,,,
social,10,(facebook|微信),,,,
mail,30,,e-?mail,,,
seo,40,,,,(^|[.])google[.],
search,50,,,,,GCLID
""",
    "conversion_types": """
conversion_type,kind,event_name,lookback_days,reset_on_conversion
first_order,first_order,,30,FALSE
order,order,,30,
goal,event,goal_done,10,False
goal_reset,event,goal_done,10,TRUE
""",
    "exchange_rates": """
currency,rate_date,rate_to_usd
EUR,2026-01-01,1.10
EUR,2026-03-01,1.20
""",
    "cost_allocations": """
period_month,cost_type,channel,amount,currency
2026-02-01,salary,all,1000,EUR
2026-02-01,tool,search,110,USD
2026-02-01,variable,all,10,EUR
2026-05-01,agency,all,300,EUR
""",
    "membership_tiers": """
rank,tier,measure,threshold,window,grace_days
1,member,spend,0,lifetime,
2,silver,spend,155,rolling_12_months,30
3,gold,orders,3,calendar_year,0
4,vip,points,1000,lifetime,0
""",
}

RAW = {
    # one line a visit or an event; the visitor of a person is d_<user>
    "events/a.csv": """
event_id,visitor_id,user_id,event_name,occurred_at,utm_source,utm_medium,referrer_url,page_url
t1,d_a1,a1,page_view,2026-05-01T10:00:00Z,Google,CPC,,
t2,d_a1,a1,page_view,2026-05-06T12:00:00+02:00,facebook,,,
t3,d_a1,a1,page_view,2026-05-09T10:00:00Z,x,email,,
t4,d_a1,a1,page_view,2026-05-11T09:45:00Z,,,,
g1,d_a1,a1,goal_done,2026-05-11T10:00:00Z,,,,
t5,d_a2,a2,page_view,2026-05-01T09:59:59Z,google,cpc,,
t6,d_a2,a2,page_view,2026-05-06T09:59:59Z,facebook,,,
t7,d_a2,a2,page_view,2026-05-11T09:45:00Z,,,,
g2,d_a2,a2,goal_done,2026-05-11T10:00:00Z,,,,
t8,d_a3,a3,page_view,2026-05-01T10:00:00Z,bing,cpc,,
g3,d_a3,a3,goal_done,2026-05-01T10:05:00Z,,,,
g4,d_a3,a3,goal_done,2026-05-01T10:10:00Z,,,,
t9,d_a4,a4,page_view,2026-05-01T10:00:00Z,google,cpc,,
t10,d_a4,a4,page_view,2026-05-02T10:00:00Z,,,,https://shop.test/?gclid=1
t11,d_a4,a4,page_view,2026-05-03T10:00:00Z,,,https://www.google.com/,https://shop.test/
g5,d_a4,a4,goal_done,2026-05-03T10:01:00Z,,,,
t12,d_a5,a5,page_view,2026-05-01T10:00:00Z,,,https://www.google.com/,https://shop.test/
t13,d_a5,a5,page_view,2026-05-02T10:00:00Z,google,cpc,,
g6,d_a5,a5,goal_done,2026-05-02T10:01:00Z,,,,
t14,d_a6,a6,page_view,2026-02-01T10:00:00Z,,,https://www.google.com/,https://shop.test/
t15,d_a6,a6,page_view,2026-03-03T10:00:00Z,,,https://shop.test/x,https://shop.test/
t16,d_a7,a7,page_view,2026-02-01T10:00:00Z,,,https://www.google.com/,https://shop.test/
t17,d_a7,a7,page_view,2026-03-03T10:00:01Z,unknown,thing,,
t18,d_a8,a8,page_view,2026-02-01T10:00:00Z,,,https://blog.test/,https://shop.test/
""",
    "events/buyers.jsonl": """
{"event_id": "t20", "visitor_id": "d_b1", "user_id": "b1", "event_name": "page_view", \
"occurred_at": "2026-02-27T10:00:00Z", "utm_source": "google", "utm_medium": "cpc"}
{"event_id": "t21", "visitor_id": "d_b2", "user_id": "b2", "event_name": "page_view", \
"occurred_at": "2026-03-31T10:00:00Z", "utm_source": "微信"}
{"event_id": "t22", "visitor_id": "d_b3", "user_id": "b3", "event_name": "page_view", \
"occurred_at": "2026-03-05T10:00:00Z", "referrer_url": "https://www.google.com/"}
{"event_id": "t23", "visitor_id": "d_b5", "user_id": "b5", "event_name": "page_view", \
"occurred_at": "2026-04-19T10:00:00Z", "click_id": "gclid=abc"}
""",
    "events/bad.csv": """
event_id,visitor_id,event_name,occurred_at,received_at
q1,,page_view,2026-05-01T10:00:00Z,
q2,v,page_view,soon,
q3,v,page_view,2026-05-01T10:00:00Z,2099-01-01
""",
    "orders/a.csv": """
order_id,user_id,visitor_id,ordered_at,status,currency,gross_amount,discount_amount,updated_at
feb,b1,,2026-03-01T04:59:59Z,paid,USD,100,,
march,b1,,2026-03-01T05:00:00Z,completed,usd,100,10,
over,b2,,2026-04-01T12:00:00Z,refunded,EUR,20,0,
called_off,b2,,2026-04-02T12:00:00Z,cancelled,EUR,70,,
nobody,,,2026-03-05T12:00:00Z,paid,EUR,50,60,
visitor,,w1,2026-03-05T12:00:00Z,placed,EUR,51,,
blocked,anonymous,w1,2026-03-05T12:00:01Z,shipped,EUR,52,,
device,,d_b3,2026-03-06T12:00:00Z,paid,EUR,53,,
twice,b3,,2026-03-07T12:00:00Z,cancelled,EUR,54,,2026-03-09
trial,b3,,2026-03-08T12:00:00Z,test,EUR,54,,
late,b3,,2026-07-01T16:00:01Z,paid,EUR,55,,
now,b3,,2026-07-01T16:00:00Z,paid,EUR,56,,
tie_b,b4,,2026-04-04T12:00:00Z,paid,EUR,1,,
tie_a,b4,,2026-04-04T12:00:00Z,paid,EUR,2,,
minus,b4,,2026-04-10T12:00:00Z,paid,EUR,-5.00,,
zero,b5,,2026-04-20T12:00:00Z,paid,EUR,0,,
staff,b9,,2026-02-10T12:00:00Z,paid,EUR,100,,
""",
    "orders/b.csv": """
order_id,user_id,ordered_at,status,currency,gross_amount,updated_at
twice,b3,2026-03-07T12:00:00Z,paid,EUR,54,2026-03-08
twice,b3,2026-03-07T12:00:00Z,paid,EUR,999,
q4,b3,2026-03-07,lost,EUR,1,
q5,b3,2026-03-07,paid,EURO,1,
q6,b3,2026-03-07,paid,EUR,1,2099-01-01
""",
    "refunds/a.csv": """
refund_id,order_id,refunded_at,currency,amount
r1,feb,2026-03-02T12:00:00Z,USD,11
r2,feb,2026-04-10T12:00:00Z,EUR,5
r3,over,2026-04-05T12:00:00Z,EUR,25
r4,called_off,2026-04-03T12:00:00Z,EUR,70
r5,never_delivered,2026-05-20T12:00:00Z,EUR,7
r6,over,2026-07-01T16:00:01Z,EUR,1
""",
    "channel_spend/2026-a.csv": """
spend_date;source;medium;campaign;currency;spend;impressions;clicks
2026-02-01;google;cpc;brand;EUR;100.10;1000;10
2026-02-01;google;cpc;brand;EUR;0.05;1;
2026-02-01;facebook;;;USD;110;;
2026-02-02;nobody;x;"y; ""z"" ";EUR;5.555;;
2026-03-01;GOOGLE;cpc;brand;USD;120;;
2026-04-03;letters;email;;EUR;-3.50;;
2026-07-01;google;cpc;;EUR;1;;
2026-07-02;google;cpc;;EUR;777;;
""",
    "channel_spend/2026-b.csv": """
spend_date,source,medium,campaign,currency,spend
2026-02-02,nobody,x,"y; ""z"" ",EUR,6.00
""",
    "users/a.csv": """
user_id,signed_up_at,is_internal
b9,2026-02-01, TRUE
q7,2026-02-01,maybe
""",
    "points_ledger/a.csv": """
entry_id,user_id,occurred_at,activity,points
q8,a1,2026-05-01,cook,1
p1,a2,2026-05-01,,1000
""",
    "survey_responses/a.csv": """
response_id,user_id,submitted_at,survey_type,score
s1,a1,2026-06-01,NPS,10
s2,a2,2026-06-01,nps,9
s3,a3,2026-06-01,nps,8
s4,a4,2026-06-01,nps,6
q9,a4,2026-06-01,stars,6
""",
}


def write(world: Path) -> None:
    """Write the raw folder and the config folder of the company."""
    for folder, tables in (("raw", RAW), ("config", CONFIG)):
        for number, (name, text) in enumerate(sorted(tables.items())):
            path = world / folder / (name if folder == "raw" else f"{name}.csv")
            path.parent.mkdir(parents=True, exist_ok=True)
            content = text.lstrip("\n")
            if number % 2 == 0 and path.suffix == ".csv":  # as a spreadsheet on Windows saves it
                content = "\ufeff" + content.replace("\n", "\r\n")
            path.write_bytes(content.encode())
