{# grain: one row per order_id #}
{{ newest_rows(ref('base_shop__orders'), 'orders') }}
