with

drawn_cases as (

    select * from {{ ref('drawn_cases') }}

)

select
    quarter,
    position,
    substr(lot, 1, 12) as case_id,
    week,
    nullif(scenario, '') as scenario,
    nullif(competency, '') as competency,
    nullif(difficulty, '') as difficulty,
    polarity,
    round(mark, 4) as mark,
    risk_tag,
    is_of_expert
from drawn_cases
