{#- Incremental models ask here, twice: in is_incremental() and in the materialization.
    The run state (macros/contract/run_state.sql) may call for a full refresh that nobody typed:
    a file vanished, a definition changed, an earlier run broke off, the as-of moved back. -#}
{% macro should_full_refresh() -%}
    {%- set configured = config.get('full_refresh') -%}
    {%- if configured is not none -%}
        {{ return(configured) }}
    {%- endif -%}
    {{ return(flags.FULL_REFRESH or run_state().full_refresh) }}
{%- endmacro %}
