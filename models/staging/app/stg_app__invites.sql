{# grain: one row per invite_id #}
{{ newest_rows(ref('base_app__invites'), 'invites') }}
