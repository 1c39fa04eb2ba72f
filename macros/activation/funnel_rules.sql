{#- What a funnel may not be: column, condition under which it is refused, message (SQL). -#}
{% macro funnel_rules() %}
    {% set rules = [
        ('funnel', "funnel is null or trim(funnel) = ''", "'is empty'"),
        ('unit', "a_unit not in ('person', 'session', 'attempt')",
            "'is ' || a_unit || ', must be person, session or attempt'"),
        ('order_mode', "a_mode not in ('ordered', 'strict', 'unordered')",
            "'is ' || a_mode || ', must be ordered, strict or unordered'"),
        ('entry_policy', "an_entry not in ('any', 'first', 'every')",
            "'is ' || an_entry || ', must be any, first or every'"),
        ('tie_policy', "a_tie not in ('step_order', 'event_order', 'strictly_later')",
            "'is ' || a_tie || ', must be step_order, event_order or strictly_later'"),
        ('exclusion_effect', "exclusion_effect not in ('break_attempt', 'drop_person')",
            "'is ' || exclusion_effect || ', must be break_attempt or drop_person'"),
        ('window_seconds', "window_seconds is null", "'is empty: how long may a conversion take?'"),
        ('window_seconds', "window_seconds < 0", "'is negative'"),
        ('grace_seconds', "a_grace < 0", "'is negative'"),
        ('grace_seconds', "a_grace > 0 and a_mode <> 'ordered'",
            "'needs order_mode ordered; in ' || a_mode || ' mode steps have no order to forgive'"),
        ('grace_seconds', "a_grace > 0 and a_tie = 'strictly_later'",
            "'contradicts tie_policy strictly_later'"),
        ('grace_seconds', "a_grace > 0 and has_overlaps",
            "'needs steps that no single event can fill two of'"),
        ('breakdown_attribution',
            "breakdown_attribution not in ('entry', 'first', 'last') and not coalesce("
            ~ "breakdown_attribution like 'step_%' and try_cast(substr(breakdown_attribution, 6)"
            ~ " as integer) between 1 and last_step, false)",
            "'is ' || breakdown_attribution || ', must be entry, first, last or step_N'"),
        ('hold_constant', "split_part(hold_constant, ';', 4) <> ''", "'names more than 3 properties'"),
        ('entry_until', "entry_until < entry_from", "'is before entry_from'"),
        ('entry_policy', "a_mode = 'unordered' and an_entry = 'every'",
            "'every needs steps in order: any step of an unordered funnel is an entry'"),
        ('unit', "a_mode = 'unordered' and a_unit = 'attempt'",
            "'attempt needs steps in order: any step of an unordered funnel is an entry'"),
        ('tie_policy', "a_mode = 'unordered' and a_tie = 'strictly_later'",
            "'strictly_later needs steps in order'"),
        ('order_mode', "a_mode = 'unordered' and has_optional", "'unordered knows no optional steps'"),
        ('order_mode', "a_mode = 'unordered' and has_gaps", "'unordered knows no gaps between steps'"),
        ('order_mode', "a_mode = 'unordered' and has_overlaps",
            "'unordered needs steps that no single event can fill two of'"),
        ('order_mode', "a_mode = 'strict' and has_optional",
            "'strict knows no optional steps: nothing may come between'"),
        ('funnel', "step_count is null", "'has no steps in funnel_steps'"),
    ] %}
    {{ return(rules) }}
{% endmacro %}

{#- What a step may not be. -#}
{% macro funnel_step_rules() %}
    {% set rules = [
        ('funnel', "sized.funnel is null", "'belongs to no funnel in funnels'"),
        ('step_number', "all_steps.step_number is null", "'is empty'"),
        ('step_number', "sized.step_count <> sized.numbers and not exclusion and 1 < (select count(*) "
            ~ "from steps as twin where twin.funnel = all_steps.funnel "
            ~ "and twin.step_number = all_steps.step_number)", "'is there more than once'"),
        ('step_number', "not exclusion and all_steps.step_number = sized.last_step "
            ~ "and (sized.first_step <> 1 or sized.last_step <> sized.numbers)",
            "'is the last, but the numbers are not 1, 2, 3 and so on'"),
        ('step_number', "not exclusion and all_steps.step_number = " ~ (var('funnel_max_steps') + 1),
            "'is one more than the var funnel_max_steps allows'"),
        ('step_number', "exclusion and (all_steps.step_number < 1 "
            ~ "or all_steps.step_number >= sized.last_step)",
            "'is an exclusion that follows no step or the last'"),
        ('step_number', "exclusion and exists (select 1 from steps as anchor where anchor.funnel = "
            ~ "all_steps.funnel and anchor.step_number = all_steps.step_number and anchor.optional)",
            "'is an exclusion after an optional step'"),
        ('event_name', "trim(coalesce(all_steps.event_name, '')) = ''", "'has no event'"),
        ('is_optional', "optional and not exclusion and all_steps.step_number in (1, sized.last_step)",
            "'is the first or the last and cannot be optional'"),
        ('is_optional', "optional and not exclusion and sized.has_overlaps",
            "'is optional: that needs steps that no single event can fill two of'"),
        ('min_gap_seconds', "min_gap_seconds < 0", "'has a negative gap'"),
        ('min_gap_seconds', "(all_steps.step_number = 1 or exclusion) and min_gap_seconds is not null",
            "'follows no step that a gap could count from'"),
        ('max_gap_seconds', "(all_steps.step_number = 1 or exclusion) and max_gap_seconds is not null",
            "'follows no step that a gap could count from'"),
        ('max_gap_seconds', "max_gap_seconds < coalesce(min_gap_seconds, 0)",
            "'allows at most less than at least'"),
        ('property_name', "property_value is not null and trim(coalesce(property_name, '')) = ''",
            "'has a property_value without a property_name'"),
    ] %}
    {{ return(rules) }}
{% endmacro %}
