{# grain: one row per landed row of ads.channel_spend, kept or not #}
{{ contract_rows('ads', 'channel_spend') }}
