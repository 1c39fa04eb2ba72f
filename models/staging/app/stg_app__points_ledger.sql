{# grain: one row per entry_id #}
{{ newest_rows(ref('base_app__points_ledger'), 'points_ledger') }}
