-- a cost of a channel that nobody has, by a slip of the pen, would stand beside every other figure
select
    allocations.channel,
    allocations.period_month
from {{ ref('cost_allocations') }} as allocations
left join {{ ref('dim_channels') }} as channels on allocations.channel = channels.channel
where allocations.channel <> 'all' and channels.channel is null
