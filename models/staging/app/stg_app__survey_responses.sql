{# grain: one row per response_id #}
{{ newest_rows(ref('base_app__survey_responses'), 'survey_responses') }}
