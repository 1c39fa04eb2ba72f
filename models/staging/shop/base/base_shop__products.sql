{# grain: one row per landed row of shop.products, kept or not #}
{{ contract_rows('shop', 'products') }}
