{# grain: one row per landed row of app.users, kept or not #}
{{ contract_rows('app', 'users') }}
