{# grain: one row per landed row of shop.sellers, kept or not #}
{{ contract_rows('shop', 'sellers') }}
