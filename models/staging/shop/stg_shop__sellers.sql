{# grain: one row per seller_id #}
{{ newest_rows(ref('base_shop__sellers'), 'sellers') }}
