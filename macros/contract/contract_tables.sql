{#- The raw contract as the sources' YAML declares it: a list of
    {name, source, required, restated_by_file, version_column, columns: [{name, type, required, key, accepted, one_of}]}. -#}
{% macro contract_tables() %}
    {% set tables = [] %}
    {% if not execute %}
        {{ return(tables) }}
    {% endif %}
    {% for source in graph.sources.values() | sort(attribute='unique_id')
        if source.package_name == 'northstar' and source.source_name != 'landing' %}
        {% set columns = [] %}
        {% for column in source.columns.values() %}
            {% set meta = column.config.meta %}
            {% do columns.append({
                'name': column.name,
                'type': column.data_type,
                'required': meta.get('required', false),
                'key': meta.get('key', false),
                'accepted': meta.get('accepted', []),
                'one_of': meta.get('one_of'),
            }) %}
        {% endfor %}
        {% set meta = source.config.meta %}
        {% do tables.append({
            'name': source.name,
            'source': source.source_name,
            'required': meta.get('required', false),
            'restated_by_file': meta.get('restated_by_file', false),
            'version_column': meta.get('version_column'),
            'columns': columns,
        }) %}
    {% endfor %}
    {{ return(tables) }}
{% endmacro %}

{#- One table of the contract by name. -#}
{% macro contract_table(table_name) %}
    {% for table in contract_tables() if table.name == table_name %}
        {{ return(table) }}
    {% endfor %}
    {{ return({'name': table_name, 'columns': []}) }}
{% endmacro %}
