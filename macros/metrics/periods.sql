{#- Periods whose grain is a column: day, week or month, so that one model serves every definition. -#}

{#- First day of the period of `grain` (an SQL expression) that holds a date. -#}
{% macro period_start_of(grain, date_expression) -%}
    case {{ grain }}
        when 'day' then {{ period_start('day', date_expression) }}
        when 'week' then {{ period_start('week', date_expression) }}
        when 'month' then {{ period_start('month', date_expression) }}
    end
{%- endmacro %}

{#- Whole periods from one period's first day to another's. -#}
{% macro periods_between(grain, earlier, later) -%}
    cast(case {{ grain }}
        when 'day' then {{ days_between(earlier, later) }}
        when 'week' then floor({{ safe_divide(days_between(earlier, later), 7) }})
        when 'month' then {{ dbt.datediff(earlier, later, 'month') }}
    end as integer)
{%- endmacro %}

{#- First day of the period that is `periods` after the one that starts on a date. -#}
{% macro add_periods(grain, date_expression, periods) -%}
    case {{ grain }}
        when 'day' then {{ add_days(date_expression, periods) }}
        when 'week' then {{ add_days(date_expression, '(' ~ periods ~ ') * 7') }}
        when 'month' then cast({{ dbt.dateadd('month', periods, date_expression) }} as date)
    end
{%- endmacro %}
