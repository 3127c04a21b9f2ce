with

scored_agents as (

    select * from {{ ref('scored_agents') }}

)

select
    indicator,
    dimension,
    round(average_value, 6) as average_value,
    round(value_per_sd, 6) as value_per_sd,
    round(average_points, 6) as average_points,
    round(loading, 6) as loading,
    round(own_share, 6) as own_share,
    round(cases_needed, 6) as cases_needed,
    round(error_inflation, 6) as error_inflation,
    round(agent_share, 6) as agent_share,
    round(case_mix_share, 6) as case_mix_share,
    round(rater_share, 6) as rater_share,
    round(team_share, 6) as team_share,
    round(residual_share, 6) as residual_share,
    round(dimension_average, 6) as dimension_average,
    round(points_per_sd, 6) as points_per_sd,
    round(drift_per_year, 6) as drift_per_year
from scored_agents
where kind = 'model'
