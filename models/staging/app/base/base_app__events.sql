{# grain: one row per landed row of app.events, kept or not #}
{# appended to: landing.events holds only the files that are new to this run #}
{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}
{{ contract_rows('app', 'events') }}
