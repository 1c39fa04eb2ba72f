{# grain: one row per landed row of app.invites, kept or not #}
{{ contract_rows('app', 'invites') }}
