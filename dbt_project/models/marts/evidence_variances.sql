with

estimated_waves as (

    select * from {{ ref('estimated_waves') }}

)

select
    units,
    dimension,
    round(level_variance, 6) as level_variance,
    round(slope_variance, 6) as slope_variance,
    round(walk_variance, 6) as walk_variance,
    round(noise_variance, 6) as noise_variance,
    round(points_per_sd, 6) as points_per_sd,
    cast(n_units as bigint) as n_units
from estimated_waves
where kind = 'variance'
