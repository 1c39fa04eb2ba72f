{# grain: one row per landed row of app.points_ledger, kept or not #}
{{ contract_rows('app', 'points_ledger') }}
