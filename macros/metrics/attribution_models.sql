{#- The attribution models: name -> the credit of one touch, over the columns of
    int_touches_described. The credits of a conversion add up to 1, but for
    participation, whose every channel gets 1. To add a model, add it here.
    Of markov only the credit of channels on the path is found here, see attribution_credits. -#}
{% macro attribution_models() %}
    {{ return({
        'first': 'case when touch_number = 1 then 1.0 else 0.0 end',
        'last': 'case when touch_number = touch_count then 1.0 else 0.0 end',
        'last_non_direct': 'case when is_last_non_direct then 1.0 else 0.0 end',
        'last_paid': 'case when is_last_paid then 1.0 else 0.0 end',
        'linear': safe_divide('1', 'touch_count'),
        'position': ends_weighted(0.4, 0.4, 0.5),
        'j_shape': ends_weighted(0.2, 0.6, 0.25),
        'inverse_j': ends_weighted(0.6, 0.2, 0.75),
        'time_decay': 'decay_share',
        'participation': safe_divide('1', 'channel_touch_count'),
        'markov': safe_divide('markov_credit_share', 'channel_touch_count'),
        'shapley': safe_divide('1', 'path_channel_count * channel_touch_count'),
    }) }}
{% endmacro %}

{#- One touch has all; of two the first has first_of_two; else the ends have theirs and the middle
    touches share the rest. -#}
{% macro ends_weighted(first, last, first_of_two) -%}
    case
        when touch_count = 1 then 1.0
        when touch_count = 2 and touch_number = 1 then {{ first_of_two }}
        when touch_count = 2 then {{ 1 - first_of_two }}
        when touch_number = 1 then {{ first }}
        when touch_number = touch_count then {{ last }}
        else {{ safe_divide((1 - first - last) | round(6), 'touch_count - 2') }}
    end
{%- endmacro %}
