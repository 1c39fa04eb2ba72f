{# grain: one row per landed row of shop.orders, kept or not #}
{{ contract_rows('shop', 'orders') }}
