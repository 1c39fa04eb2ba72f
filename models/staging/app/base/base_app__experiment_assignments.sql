{# grain: one row per landed row of app.experiment_assignments, kept or not #}
{{ contract_rows('app', 'experiment_assignments') }}
