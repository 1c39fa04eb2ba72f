{# grain: one row per order_item_id #}
{{ newest_rows(ref('base_shop__order_items'), 'order_items') }}
