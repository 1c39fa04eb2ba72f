{# grain: one row per landed row of shop.order_items, kept or not #}
{{ contract_rows('shop', 'order_items') }}
