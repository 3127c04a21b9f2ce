with

cases as (

    select * from {{ ref('drawn_cases') }}

),

quarters as (

    select distinct
        quarter,
        cast(library_cases as integer) as asked_for
    from cases

),

cells as (

    select
        cast(date_trunc('quarter', period) as date) as quarter,
        coalesce(issue_type, '') as scenario,
        sum(interactions) as contacts
    from {{ ref('int_interaction_cells') }}
    group by all

),

competencies as (

    select distinct dimension as competency from {{ ref('case_criteria') }}

),

every_cell as (

    select
        quarters.quarter,
        quarters.asked_for,
        cells.scenario,
        cells.contacts,
        competencies.competency
    from quarters
    inner join cells on quarters.quarter = cells.quarter
    cross join competencies

),

counted as (

    select
        quarter,
        scenario,
        competency,
        count(*) as cases,
        count(*) filter (where polarity = 'positive') as positive,
        count(*) filter (where polarity = 'negative') as negative,
        count(risk_tag) as risky
    from cases
    group by quarter, scenario, competency

)

select
    every_cell.quarter,
    nullif(every_cell.scenario, '') as scenario,
    every_cell.competency,
    cast(every_cell.contacts as bigint) as contacts,
    cast(coalesce(counted.cases, 0) as integer) as cases,
    cast(coalesce(counted.positive, 0) as integer) as positive,
    cast(coalesce(counted.negative, 0) as integer) as negative,
    cast(coalesce(counted.risky, 0) as integer) as risky,
    every_cell.asked_for
from every_cell
left join counted
    on
        every_cell.quarter = counted.quarter
        and every_cell.scenario = counted.scenario
        and every_cell.competency = counted.competency
