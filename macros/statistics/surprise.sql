{#- How surprising one part's share is: its term of the Jensen-Shannon divergence between the shares
    of the two periods (Adtributor). 0 where the share stayed; null where a share is unknown or
    negative: those are no shares of a whole. -#}
{% macro surprise(share_before, share_after) -%}
    case
        when {{ share_before }} >= 0 and {{ share_after }} >= 0 then 0.5 * (
            {{ northstar.divergence_term(share_before, share_after) }}
            + {{ northstar.divergence_term(share_after, share_before) }}
        )
    end
{%- endmacro %}

{% macro divergence_term(share, other_share) -%}
    case
        when {{ share }} > 0
            then {{ share }} * ln({{ safe_divide('2 * ' ~ share, share ~ ' + ' ~ other_share) }})
        else 0
    end
{%- endmacro %}
