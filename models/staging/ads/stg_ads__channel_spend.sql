{# grain: one row per spend_date, source, medium, campaign and row of the newest file that speaks of it #}
{{ newest_rows(ref('base_ads__channel_spend'), 'channel_spend') }}
