{#- What this run has to do, as the landing step decided it: {full_refresh, reason, previous_as_of}.
    Before the first landing (compile, lint) everything is a full refresh. -#}
{% macro run_state() %}
    {% set state = {'full_refresh': true, 'reason': 'first run', 'previous_as_of': none} %}
    {% if execute %}
        {#- no adapter.get_relation here: it opens a transaction that a hook never commits -#}
        {% set landed = run_query(
            "select 1 from information_schema.tables where table_schema = 'landing' and table_name = 'run_state'"
        ).rows | length > 0 %}
        {% set rows = run_query('select full_refresh, reason, previous_as_of from landing.run_state').rows if landed else [] %}
        {% if rows | length > 0 %}
            {% do state.update({'full_refresh': rows[0][0], 'reason': rows[0][1], 'previous_as_of': rows[0][2]}) %}
        {% endif %}
    {% endif %}
    {{ return(state) }}
{% endmacro %}

{#- A hash of every definition that incremental rows were made under: vars, seeds, model code. -#}
{% macro definition_fingerprint() %}
    {% set parts = [] %}
    {% for node in graph.nodes.values() if node.resource_type in ('model', 'seed') %}
        {% if node.resource_type == 'seed' or 'staging' in node.fqn or 'intermediate' in node.fqn
            or 'core' in node.fqn %}
            {% do parts.append(node.name ~ node.checksum.checksum) %}
        {% endif %}
    {% endfor %}
    {% for name in ['reporting_timezone', 'identity_blocklist', 'max_links_per_id', 'identifier_salt',
        'session_timeout_seconds', 'session_max_seconds', 'session_attribution_days',
        'page_view_events', 'own_domains', 'bot_device_types', 'click_id_pattern'] %}
        {% do parts.append(name ~ var(name)) %}
    {% endfor %}
    {{ return(local_md5(parts | sort | join('|'))) }}
{% endmacro %}

{#- Runs after everything: a run counts as complete only if every incremental model did its part. -#}
{% macro save_run_state(results) %}
    {% if execute and flags.WHICH in ('build', 'run') %}
        {% set ns = namespace(done=0, expected=0) %}
        {% for node in graph.nodes.values()
            if node.resource_type == 'model' and node.config.materialized == 'incremental' %}
            {% set ns.expected = ns.expected + 1 %}
        {% endfor %}
        {% for result in results
            if result.node.resource_type == 'model'
            and result.node.config.materialized == 'incremental' and result.status == 'success' %}
            {% set ns.done = ns.done + 1 %}
        {% endfor %}
        {% if ns.done == ns.expected %}
            {% do run_query(
                "update landing.run_state set is_complete = true, fingerprint = '"
                ~ definition_fingerprint() ~ "', as_of = (select as_of_at from "
                ~ target.database ~ ".intermediate.int_as_of)"
            ) %}
        {% endif %}
    {% endif %}
{% endmacro %}
