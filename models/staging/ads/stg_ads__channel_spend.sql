{# grain: one row per row of the newest file that speaks of a day, source, medium, campaign #}
{{ newest_rows(ref('base_ads__channel_spend'), 'channel_spend') }}
