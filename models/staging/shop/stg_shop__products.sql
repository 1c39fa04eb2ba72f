{# grain: one row per product_id #}
{{ newest_rows(ref('base_shop__products'), 'products') }}
