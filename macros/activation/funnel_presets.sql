{#- What is particular to the funnels of others; the rest is the funnel's own. -#}
{% macro funnel_presets() %}
    {{ return({
        'posthog_like': {'entry_policy': 'any', 'grace_seconds': 0,
            'exclusion_effect': 'drop_person', 'has_exclusions': true, 'is_step_window': false},
        'mixpanel_like': {'entry_policy': 'first', 'grace_seconds': 2,
            'exclusion_effect': 'break_attempt', 'has_exclusions': true, 'is_step_window': false},
        'amplitude_like': {'entry_policy': 'any', 'grace_seconds': 1,
            'exclusion_effect': 'drop_person', 'has_exclusions': true, 'is_step_window': false},
        'growthbook_like': {'entry_policy': 'first', 'grace_seconds': 0,
            'exclusion_effect': 'break_attempt', 'has_exclusions': false, 'is_step_window': true},
    }) }}
{% endmacro %}
