{#- Incremental strategy of the event and session stores: whatever may have changed is worked out again
    upstream; here the old rows of changed visitors go, and so does what comes anew, in one transaction. -#}
{% macro get_incremental_replace_touched_sql(arg_dict) %}
    {{ return(adapter.dispatch('replace_touched_sql', 'northstar')(arg_dict)) }}
{% endmacro %}

{% macro default__replace_touched_sql(arg_dict) %}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    delete from {{ arg_dict['target_relation'] }}
    where
        visitor_id in (select visitor_id from {{ ref('int_visitors_changed') }})
        {%- for key in [arg_dict['unique_key']] if key %}
        or {{ key }} in (select {{ key }} from {{ arg_dict['temp_relation'] }})
        {%- endfor %};

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
{% endmacro %}
