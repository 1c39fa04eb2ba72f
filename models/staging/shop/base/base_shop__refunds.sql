{# grain: one row per landed row of shop.refunds, kept or not #}
{{ contract_rows('shop', 'refunds') }}
