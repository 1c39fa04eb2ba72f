{# grain: one row per refund_id #}
{{ newest_rows(ref('base_shop__refunds'), 'refunds') }}
