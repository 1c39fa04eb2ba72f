
with

as_of as (

    select * from "warehouse"."intermediate"."int_as_of"

),

components as (

    select
        model,
        period_month,
        component,
        factor_1_name,
        factor_2_name,
        factor_3_name,
        factor_1_value,
        factor_2_value,
        factor_3_value,
        cast(component_value as double) as component_value

    from "warehouse"."revenue"."growth_models"

),

first_months as (

    select min(period_month) as first_month from components

),

-- each component meets itself a month earlier; one that came or went meets nothing
changes as (

    select
        coalesce(after_rows.model, before_rows.model) as model,
        coalesce(after_rows.component, before_rows.component) as component,
        coalesce(
            after_rows.period_month,
            cast(

    (before_rows.period_month + cast(1 as bigint) * interval 1 month) as date)
        ) as period_month,
        coalesce(after_rows.factor_1_name, before_rows.factor_1_name) as factor_1_name,
        coalesce(after_rows.factor_2_name, before_rows.factor_2_name) as factor_2_name,
        coalesce(after_rows.factor_3_name, before_rows.factor_3_name) as factor_3_name,
        before_rows.factor_1_value as before_1,
        after_rows.factor_1_value as after_1,
        before_rows.factor_2_value as before_2,
        after_rows.factor_2_value as after_2,
        before_rows.factor_3_value as before_3,
        after_rows.factor_3_value as after_3,
        coalesce(before_rows.component_value, 0) as before_value,
        coalesce(after_rows.component_value, 0) as after_value

    from components as after_rows
    full outer join components as before_rows
        on
            after_rows.model = before_rows.model
            and after_rows.component = before_rows.component
            and after_rows.period_month
            = cast(

    (before_rows.period_month + cast(1 as bigint) * interval 1 month) as date)

),

periods as (

    select changes.*
    from changes
    cross join first_months
    cross join as_of
    where changes.period_month > first_months.first_month and changes.period_month <= as_of.as_of_date

),

contributions as (

    -- a component without factors is its own only factor
    select
        model,
        period_month,
        component,
        'component' as factor,
        'sum' as method,
        before_value as factor_before,
        after_value as factor_after,
        after_value - before_value as contribution,
        after_value - before_value as contribution_shapley
    from periods
    where factor_1_name is null

    
    
    union all

    select
        model,
        period_month,
        component,
        factor_1_name as factor,
        case
        when (coalesce(cast(before_1 as double), 0.0) < 0 or coalesce(cast(after_1 as double), 0.0) < 0 or coalesce(cast(before_2 as double), cast(after_2 as double)) < 0 or coalesce(cast(after_2 as double), cast(before_2 as double)) < 0) then 'shapley'
        when (coalesce(cast(before_1 as double), 0.0) = 0 or coalesce(cast(after_1 as double), 0.0) = 0 or coalesce(cast(before_2 as double), cast(after_2 as double)) = 0 or coalesce(cast(after_2 as double), cast(before_2 as double)) = 0) then 'limit'
        else 'lmdi'
    end as method,
        before_1 as factor_before,
        after_1 as factor_after,
        -- months without revenue on either side leave ratios undefined: nothing changed
        coalesce(
            case
        when (coalesce(cast(before_1 as double), 0.0) < 0 or coalesce(cast(after_1 as double), 0.0) < 0 or coalesce(cast(before_2 as double), cast(after_2 as double)) < 0 or coalesce(cast(after_2 as double), cast(before_2 as double)) < 0) then (coalesce(cast(after_1 as double), 0.0) - coalesce(cast(before_1 as double), 0.0)) * (1 / 2.0 * coalesce(cast(before_2 as double), cast(after_2 as double)) + 1 / 2.0 * coalesce(cast(after_2 as double), cast(before_2 as double)))
        when (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double))) = 0 and (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double))) = 0 then 0.0
        when (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double))) = 0
            then (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double))) * ((case when coalesce(cast(before_1 as double), 0.0) = 0 then 1.0 else 0.0 end) / nullif((case when coalesce(cast(before_1 as double), 0.0) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(before_2 as double), cast(after_2 as double)) = 0 then 1.0 else 0.0 end), 0))
        when (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double))) = 0
            then 0.0 - (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double))) * ((case when coalesce(cast(after_1 as double), 0.0) = 0 then 1.0 else 0.0 end) / nullif((case when coalesce(cast(after_1 as double), 0.0) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(after_2 as double), cast(before_2 as double)) = 0 then 1.0 else 0.0 end), 0))
        when (coalesce(cast(before_1 as double), 0.0) is null or coalesce(cast(after_1 as double), 0.0) is null or coalesce(cast(before_2 as double), cast(after_2 as double)) is null or coalesce(cast(after_2 as double), cast(before_2 as double)) is null) then null
        else
            case
        when abs((coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double))) - (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)))) <= 1e-9 * (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double))) then ((coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double))) + (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)))) / 2.0
        else
            ((coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double))) - (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double))))
            / nullif(ln((coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double))) / nullif((coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double))), 0)), 0)
    end
            * ln(coalesce(cast(after_1 as double), 0.0) / nullif(coalesce(cast(before_1 as double), 0.0), 0))
    end,
            case when before_value = 0 and after_value = 0 then 0 end
        ) as contribution,
        coalesce(
            (coalesce(cast(after_1 as double), 0.0) - coalesce(cast(before_1 as double), 0.0)) * (1 / 2.0 * coalesce(cast(before_2 as double), cast(after_2 as double)) + 1 / 2.0 * coalesce(cast(after_2 as double), cast(before_2 as double))),
            case when before_value = 0 and after_value = 0 then 0 end
        ) as contribution_shapley
    from periods
    where factor_1_name is not null and factor_3_name is null
    
    union all

    select
        model,
        period_month,
        component,
        factor_2_name as factor,
        case
        when (coalesce(cast(before_1 as double), 0.0) < 0 or coalesce(cast(after_1 as double), 0.0) < 0 or coalesce(cast(before_2 as double), cast(after_2 as double)) < 0 or coalesce(cast(after_2 as double), cast(before_2 as double)) < 0) then 'shapley'
        when (coalesce(cast(before_1 as double), 0.0) = 0 or coalesce(cast(after_1 as double), 0.0) = 0 or coalesce(cast(before_2 as double), cast(after_2 as double)) = 0 or coalesce(cast(after_2 as double), cast(before_2 as double)) = 0) then 'limit'
        else 'lmdi'
    end as method,
        before_2 as factor_before,
        after_2 as factor_after,
        -- months without revenue on either side leave ratios undefined: nothing changed
        coalesce(
            case
        when (coalesce(cast(before_1 as double), 0.0) < 0 or coalesce(cast(after_1 as double), 0.0) < 0 or coalesce(cast(before_2 as double), cast(after_2 as double)) < 0 or coalesce(cast(after_2 as double), cast(before_2 as double)) < 0) then (coalesce(cast(after_2 as double), cast(before_2 as double)) - coalesce(cast(before_2 as double), cast(after_2 as double))) * (1 / 2.0 * coalesce(cast(before_1 as double), 0.0) + 1 / 2.0 * coalesce(cast(after_1 as double), 0.0))
        when (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double))) = 0 and (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double))) = 0 then 0.0
        when (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double))) = 0
            then (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double))) * ((case when coalesce(cast(before_2 as double), cast(after_2 as double)) = 0 then 1.0 else 0.0 end) / nullif((case when coalesce(cast(before_1 as double), 0.0) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(before_2 as double), cast(after_2 as double)) = 0 then 1.0 else 0.0 end), 0))
        when (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double))) = 0
            then 0.0 - (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double))) * ((case when coalesce(cast(after_2 as double), cast(before_2 as double)) = 0 then 1.0 else 0.0 end) / nullif((case when coalesce(cast(after_1 as double), 0.0) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(after_2 as double), cast(before_2 as double)) = 0 then 1.0 else 0.0 end), 0))
        when (coalesce(cast(before_1 as double), 0.0) is null or coalesce(cast(after_1 as double), 0.0) is null or coalesce(cast(before_2 as double), cast(after_2 as double)) is null or coalesce(cast(after_2 as double), cast(before_2 as double)) is null) then null
        else
            case
        when abs((coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double))) - (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)))) <= 1e-9 * (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double))) then ((coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double))) + (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)))) / 2.0
        else
            ((coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double))) - (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double))))
            / nullif(ln((coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double))) / nullif((coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double))), 0)), 0)
    end
            * ln(coalesce(cast(after_2 as double), cast(before_2 as double)) / nullif(coalesce(cast(before_2 as double), cast(after_2 as double)), 0))
    end,
            case when before_value = 0 and after_value = 0 then 0 end
        ) as contribution,
        coalesce(
            (coalesce(cast(after_2 as double), cast(before_2 as double)) - coalesce(cast(before_2 as double), cast(after_2 as double))) * (1 / 2.0 * coalesce(cast(before_1 as double), 0.0) + 1 / 2.0 * coalesce(cast(after_1 as double), 0.0)),
            case when before_value = 0 and after_value = 0 then 0 end
        ) as contribution_shapley
    from periods
    where factor_1_name is not null and factor_3_name is null
    
    
    
    union all

    select
        model,
        period_month,
        component,
        factor_1_name as factor,
        case
        when (coalesce(cast(before_1 as double), 0.0) < 0 or coalesce(cast(after_1 as double), 0.0) < 0 or coalesce(cast(before_2 as double), cast(after_2 as double)) < 0 or coalesce(cast(after_2 as double), cast(before_2 as double)) < 0 or coalesce(cast(before_3 as double), cast(after_3 as double)) < 0 or coalesce(cast(after_3 as double), cast(before_3 as double)) < 0) then 'shapley'
        when (coalesce(cast(before_1 as double), 0.0) = 0 or coalesce(cast(after_1 as double), 0.0) = 0 or coalesce(cast(before_2 as double), cast(after_2 as double)) = 0 or coalesce(cast(after_2 as double), cast(before_2 as double)) = 0 or coalesce(cast(before_3 as double), cast(after_3 as double)) = 0 or coalesce(cast(after_3 as double), cast(before_3 as double)) = 0) then 'limit'
        else 'lmdi'
    end as method,
        before_1 as factor_before,
        after_1 as factor_after,
        -- months without revenue on either side leave ratios undefined: nothing changed
        coalesce(
            case
        when (coalesce(cast(before_1 as double), 0.0) < 0 or coalesce(cast(after_1 as double), 0.0) < 0 or coalesce(cast(before_2 as double), cast(after_2 as double)) < 0 or coalesce(cast(after_2 as double), cast(before_2 as double)) < 0 or coalesce(cast(before_3 as double), cast(after_3 as double)) < 0 or coalesce(cast(after_3 as double), cast(before_3 as double)) < 0) then (coalesce(cast(after_1 as double), 0.0) - coalesce(cast(before_1 as double), 0.0)) * (2 / 6.0 * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double)) + 1 / 6.0 * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double)) + 1 / 6.0 * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double)) + 2 / 6.0 * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double)))
        when (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))) = 0 and (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) = 0 then 0.0
        when (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))) = 0
            then (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) * ((case when coalesce(cast(before_1 as double), 0.0) = 0 then 1.0 else 0.0 end) / nullif((case when coalesce(cast(before_1 as double), 0.0) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(before_2 as double), cast(after_2 as double)) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(before_3 as double), cast(after_3 as double)) = 0 then 1.0 else 0.0 end), 0))
        when (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) = 0
            then 0.0 - (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))) * ((case when coalesce(cast(after_1 as double), 0.0) = 0 then 1.0 else 0.0 end) / nullif((case when coalesce(cast(after_1 as double), 0.0) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(after_2 as double), cast(before_2 as double)) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(after_3 as double), cast(before_3 as double)) = 0 then 1.0 else 0.0 end), 0))
        when (coalesce(cast(before_1 as double), 0.0) is null or coalesce(cast(after_1 as double), 0.0) is null or coalesce(cast(before_2 as double), cast(after_2 as double)) is null or coalesce(cast(after_2 as double), cast(before_2 as double)) is null or coalesce(cast(before_3 as double), cast(after_3 as double)) is null or coalesce(cast(after_3 as double), cast(before_3 as double)) is null) then null
        else
            case
        when abs((coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) - (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double)))) <= 1e-9 * (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))) then ((coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))) + (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double)))) / 2.0
        else
            ((coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) - (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))))
            / nullif(ln((coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) / nullif((coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))), 0)), 0)
    end
            * ln(coalesce(cast(after_1 as double), 0.0) / nullif(coalesce(cast(before_1 as double), 0.0), 0))
    end,
            case when before_value = 0 and after_value = 0 then 0 end
        ) as contribution,
        coalesce(
            (coalesce(cast(after_1 as double), 0.0) - coalesce(cast(before_1 as double), 0.0)) * (2 / 6.0 * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double)) + 1 / 6.0 * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double)) + 1 / 6.0 * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double)) + 2 / 6.0 * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))),
            case when before_value = 0 and after_value = 0 then 0 end
        ) as contribution_shapley
    from periods
    where factor_3_name is not null
    
    union all

    select
        model,
        period_month,
        component,
        factor_2_name as factor,
        case
        when (coalesce(cast(before_1 as double), 0.0) < 0 or coalesce(cast(after_1 as double), 0.0) < 0 or coalesce(cast(before_2 as double), cast(after_2 as double)) < 0 or coalesce(cast(after_2 as double), cast(before_2 as double)) < 0 or coalesce(cast(before_3 as double), cast(after_3 as double)) < 0 or coalesce(cast(after_3 as double), cast(before_3 as double)) < 0) then 'shapley'
        when (coalesce(cast(before_1 as double), 0.0) = 0 or coalesce(cast(after_1 as double), 0.0) = 0 or coalesce(cast(before_2 as double), cast(after_2 as double)) = 0 or coalesce(cast(after_2 as double), cast(before_2 as double)) = 0 or coalesce(cast(before_3 as double), cast(after_3 as double)) = 0 or coalesce(cast(after_3 as double), cast(before_3 as double)) = 0) then 'limit'
        else 'lmdi'
    end as method,
        before_2 as factor_before,
        after_2 as factor_after,
        -- months without revenue on either side leave ratios undefined: nothing changed
        coalesce(
            case
        when (coalesce(cast(before_1 as double), 0.0) < 0 or coalesce(cast(after_1 as double), 0.0) < 0 or coalesce(cast(before_2 as double), cast(after_2 as double)) < 0 or coalesce(cast(after_2 as double), cast(before_2 as double)) < 0 or coalesce(cast(before_3 as double), cast(after_3 as double)) < 0 or coalesce(cast(after_3 as double), cast(before_3 as double)) < 0) then (coalesce(cast(after_2 as double), cast(before_2 as double)) - coalesce(cast(before_2 as double), cast(after_2 as double))) * (2 / 6.0 * coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_3 as double), cast(after_3 as double)) + 1 / 6.0 * coalesce(cast(after_1 as double), 0.0) * coalesce(cast(before_3 as double), cast(after_3 as double)) + 1 / 6.0 * coalesce(cast(before_1 as double), 0.0) * coalesce(cast(after_3 as double), cast(before_3 as double)) + 2 / 6.0 * coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_3 as double), cast(before_3 as double)))
        when (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))) = 0 and (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) = 0 then 0.0
        when (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))) = 0
            then (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) * ((case when coalesce(cast(before_2 as double), cast(after_2 as double)) = 0 then 1.0 else 0.0 end) / nullif((case when coalesce(cast(before_1 as double), 0.0) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(before_2 as double), cast(after_2 as double)) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(before_3 as double), cast(after_3 as double)) = 0 then 1.0 else 0.0 end), 0))
        when (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) = 0
            then 0.0 - (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))) * ((case when coalesce(cast(after_2 as double), cast(before_2 as double)) = 0 then 1.0 else 0.0 end) / nullif((case when coalesce(cast(after_1 as double), 0.0) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(after_2 as double), cast(before_2 as double)) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(after_3 as double), cast(before_3 as double)) = 0 then 1.0 else 0.0 end), 0))
        when (coalesce(cast(before_1 as double), 0.0) is null or coalesce(cast(after_1 as double), 0.0) is null or coalesce(cast(before_2 as double), cast(after_2 as double)) is null or coalesce(cast(after_2 as double), cast(before_2 as double)) is null or coalesce(cast(before_3 as double), cast(after_3 as double)) is null or coalesce(cast(after_3 as double), cast(before_3 as double)) is null) then null
        else
            case
        when abs((coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) - (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double)))) <= 1e-9 * (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))) then ((coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))) + (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double)))) / 2.0
        else
            ((coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) - (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))))
            / nullif(ln((coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) / nullif((coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))), 0)), 0)
    end
            * ln(coalesce(cast(after_2 as double), cast(before_2 as double)) / nullif(coalesce(cast(before_2 as double), cast(after_2 as double)), 0))
    end,
            case when before_value = 0 and after_value = 0 then 0 end
        ) as contribution,
        coalesce(
            (coalesce(cast(after_2 as double), cast(before_2 as double)) - coalesce(cast(before_2 as double), cast(after_2 as double))) * (2 / 6.0 * coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_3 as double), cast(after_3 as double)) + 1 / 6.0 * coalesce(cast(after_1 as double), 0.0) * coalesce(cast(before_3 as double), cast(after_3 as double)) + 1 / 6.0 * coalesce(cast(before_1 as double), 0.0) * coalesce(cast(after_3 as double), cast(before_3 as double)) + 2 / 6.0 * coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_3 as double), cast(before_3 as double))),
            case when before_value = 0 and after_value = 0 then 0 end
        ) as contribution_shapley
    from periods
    where factor_3_name is not null
    
    union all

    select
        model,
        period_month,
        component,
        factor_3_name as factor,
        case
        when (coalesce(cast(before_1 as double), 0.0) < 0 or coalesce(cast(after_1 as double), 0.0) < 0 or coalesce(cast(before_2 as double), cast(after_2 as double)) < 0 or coalesce(cast(after_2 as double), cast(before_2 as double)) < 0 or coalesce(cast(before_3 as double), cast(after_3 as double)) < 0 or coalesce(cast(after_3 as double), cast(before_3 as double)) < 0) then 'shapley'
        when (coalesce(cast(before_1 as double), 0.0) = 0 or coalesce(cast(after_1 as double), 0.0) = 0 or coalesce(cast(before_2 as double), cast(after_2 as double)) = 0 or coalesce(cast(after_2 as double), cast(before_2 as double)) = 0 or coalesce(cast(before_3 as double), cast(after_3 as double)) = 0 or coalesce(cast(after_3 as double), cast(before_3 as double)) = 0) then 'limit'
        else 'lmdi'
    end as method,
        before_3 as factor_before,
        after_3 as factor_after,
        -- months without revenue on either side leave ratios undefined: nothing changed
        coalesce(
            case
        when (coalesce(cast(before_1 as double), 0.0) < 0 or coalesce(cast(after_1 as double), 0.0) < 0 or coalesce(cast(before_2 as double), cast(after_2 as double)) < 0 or coalesce(cast(after_2 as double), cast(before_2 as double)) < 0 or coalesce(cast(before_3 as double), cast(after_3 as double)) < 0 or coalesce(cast(after_3 as double), cast(before_3 as double)) < 0) then (coalesce(cast(after_3 as double), cast(before_3 as double)) - coalesce(cast(before_3 as double), cast(after_3 as double))) * (2 / 6.0 * coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) + 1 / 6.0 * coalesce(cast(after_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) + 1 / 6.0 * coalesce(cast(before_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) + 2 / 6.0 * coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)))
        when (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))) = 0 and (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) = 0 then 0.0
        when (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))) = 0
            then (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) * ((case when coalesce(cast(before_3 as double), cast(after_3 as double)) = 0 then 1.0 else 0.0 end) / nullif((case when coalesce(cast(before_1 as double), 0.0) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(before_2 as double), cast(after_2 as double)) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(before_3 as double), cast(after_3 as double)) = 0 then 1.0 else 0.0 end), 0))
        when (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) = 0
            then 0.0 - (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))) * ((case when coalesce(cast(after_3 as double), cast(before_3 as double)) = 0 then 1.0 else 0.0 end) / nullif((case when coalesce(cast(after_1 as double), 0.0) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(after_2 as double), cast(before_2 as double)) = 0 then 1.0 else 0.0 end) + (case when coalesce(cast(after_3 as double), cast(before_3 as double)) = 0 then 1.0 else 0.0 end), 0))
        when (coalesce(cast(before_1 as double), 0.0) is null or coalesce(cast(after_1 as double), 0.0) is null or coalesce(cast(before_2 as double), cast(after_2 as double)) is null or coalesce(cast(after_2 as double), cast(before_2 as double)) is null or coalesce(cast(before_3 as double), cast(after_3 as double)) is null or coalesce(cast(after_3 as double), cast(before_3 as double)) is null) then null
        else
            case
        when abs((coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) - (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double)))) <= 1e-9 * (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))) then ((coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))) + (coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double)))) / 2.0
        else
            ((coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) - (coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))))
            / nullif(ln((coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) * coalesce(cast(after_3 as double), cast(before_3 as double))) / nullif((coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) * coalesce(cast(before_3 as double), cast(after_3 as double))), 0)), 0)
    end
            * ln(coalesce(cast(after_3 as double), cast(before_3 as double)) / nullif(coalesce(cast(before_3 as double), cast(after_3 as double)), 0))
    end,
            case when before_value = 0 and after_value = 0 then 0 end
        ) as contribution,
        coalesce(
            (coalesce(cast(after_3 as double), cast(before_3 as double)) - coalesce(cast(before_3 as double), cast(after_3 as double))) * (2 / 6.0 * coalesce(cast(before_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) + 1 / 6.0 * coalesce(cast(after_1 as double), 0.0) * coalesce(cast(before_2 as double), cast(after_2 as double)) + 1 / 6.0 * coalesce(cast(before_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double)) + 2 / 6.0 * coalesce(cast(after_1 as double), 0.0) * coalesce(cast(after_2 as double), cast(before_2 as double))),
            case when before_value = 0 and after_value = 0 then 0 end
        ) as contribution_shapley
    from periods
    where factor_3_name is not null
    
    

),

drivers as (

    select
        contributions.model,
        contributions.period_month,
        contributions.component,
        contributions.factor,
        contributions.method,
        as_of.as_of_date >= 

    (contributions.period_month + cast(1 as bigint) * interval 1 month) as is_complete,
        contributions.factor_before,
        contributions.factor_after,
        contributions.contribution,
        contributions.contribution_shapley,
        (cast(contributions.contribution as double) / nullif(cast(sum(contributions.contribution) over (partition by contributions.model, contributions.period_month) as double), 0)) as change_share

    from contributions
    cross join as_of

)

select * from drivers