{# grain: one row per experiment_id, variant, user_id, visitor_id, assigned_at #}
{{ newest_rows(ref('base_app__experiment_assignments'), 'experiment_assignments') }}
