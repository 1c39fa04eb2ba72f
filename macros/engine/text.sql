{#- Text: URLs and patterns. No backslashes anywhere: engines read them differently. -#}

{#- The host of a URL in lower case without www.; null when there is none. -#}
{% macro url_host(expression) -%}
    nullif(regexp_replace(
        regexp_extract(lower({{ expression }}), '^(?:[a-z][a-z0-9+.-]*:)?(?://)?([^/?#:]+)', 1), '^www[.]', ''
    ), '')
{%- endmacro %}

{#- The decoded value of one query parameter; null when the URL lacks it. -#}
{% macro url_param(expression, name) -%}
    {{ adapter.dispatch('url_param', 'northstar')(expression, name) }}
{%- endmacro %}

{% macro default__url_param(expression, name) -%}
    case
        when {{ expression }} like '%{{ name }}=%'
            then nullif(url_decode(replace(regexp_extract({{ expression }}, '[?&]{{ name }}=([^&#]*)', 1), '+', ' ')), '')
    end
{%- endmacro %}

{% macro spark__url_param(expression, name) -%}
    case
        when {{ expression }} like '%{{ name }}=%'
            then nullif(try_url_decode(regexp_extract({{ expression }}, '[?&]{{ name }}=([^&#]*)', 1)), '')
    end
{%- endmacro %}

{#- How a config pattern matches: with a % it is a LIKE pattern, else a regular expression that must
    match the whole text. Case never matters; a blank (null) pattern matches anything. -#}
{% macro pattern_matches(expression, pattern) -%}
    {{ adapter.dispatch('pattern_matches', 'northstar')(expression, pattern) }}
{%- endmacro %}

{% macro default__pattern_matches(expression, pattern) -%}
    case
        when {{ pattern }} is null then true
        when {{ expression }} is null then false
        when strpos({{ pattern }}, '%') > 0 then lower({{ expression }}) like lower({{ pattern }})
        else regexp_full_match({{ expression }}, {{ pattern }}, 'i')
    end
{%- endmacro %}

{% macro spark__pattern_matches(expression, pattern) -%}
    case
        when {{ pattern }} is null then true
        when {{ expression }} is null then false
        when locate('%', {{ pattern }}) > 0 then lower({{ expression }}) like lower({{ pattern }})
        else {{ expression }} rlike ('(?i)^(' || {{ pattern }} || ')$')
    end
{%- endmacro %}

{#- The same, but a regular expression may match any part of the text: for hosts. -#}
{% macro pattern_found(expression, pattern) -%}
    {{ adapter.dispatch('pattern_found', 'northstar')(expression, pattern) }}
{%- endmacro %}

{% macro default__pattern_found(expression, pattern) -%}
    case
        when {{ pattern }} is null then true
        when {{ expression }} is null then false
        when strpos({{ pattern }}, '%') > 0 then lower({{ expression }}) like lower({{ pattern }})
        else regexp_matches({{ expression }}, {{ pattern }}, 'i')
    end
{%- endmacro %}

{% macro spark__pattern_found(expression, pattern) -%}
    case
        when {{ pattern }} is null then true
        when {{ expression }} is null then false
        when locate('%', {{ pattern }}) > 0 then lower({{ expression }}) like lower({{ pattern }})
        else {{ expression }} rlike ('(?i)' || {{ pattern }})
    end
{%- endmacro %}

{#- The texts of a group in the order of a key, joined by a separator. -#}
{% macro joined_text(expression, separator, order_key) -%}
    {{ adapter.dispatch('joined_text', 'northstar')(expression, separator, order_key) }}
{%- endmacro %}

{% macro default__joined_text(expression, separator, order_key) -%}
    string_agg({{ expression }}, '{{ separator }}' order by {{ order_key }})
{%- endmacro %}

{% macro spark__joined_text(expression, separator, order_key) -%}
    array_join(
        transform(
            array_sort(collect_list(named_struct('sort_key', {{ order_key }}, 'item', {{ expression }}))),
            pair -> pair.item
        ),
        '{{ separator }}'
    )
{%- endmacro %}
