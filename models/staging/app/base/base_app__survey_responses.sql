{# grain: one row per landed row of app.survey_responses, kept or not #}
{{ contract_rows('app', 'survey_responses') }}
