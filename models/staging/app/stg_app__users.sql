{# grain: one row per user_id #}
{{ newest_rows(ref('base_app__users'), 'users') }}
