with

run_context as (

    select
        date_trunc('quarter', as_of) - interval 9 month as first_day,
        {{ json_text('framework_json', '$.sampling.seed') }} as seed,
        {{ framework_number('sampling.library_cases') }} as library_cases,
        {{ framework_number('sampling.excellent_mark') }} as excellent_mark,
        {{ framework_number('sampling.poor_mark') }} as poor_mark
    from {{ ref('stg_run_context') }}

),

marks as (

    select
        marks.review_id,
        marks.interaction_id,
        marks.interaction_opened_at,
        marks.agent_id,
        marks.period,
        marks.reviewed_at,
        marks.value,
        marks.fails_critically,
        case_criteria.dimension,
        -- Against what was known by the end of the week: later weeks change no earlier case.
        marks.value - round(
            avg(marks.value) over (
                partition by marks.criterion, date_trunc('quarter', marks.reviewed_at)
                order by date_diff('day', date_trunc('quarter', marks.reviewed_at), marks.reviewed_at) // 7
                range between unbounded preceding and current row
            ),
            9
        ) as above_average
    from {{ ref('int_review_marks') }} as marks
    cross join run_context
    left join {{ ref('case_criteria') }} as case_criteria on marks.criterion = case_criteria.criterion
    where
        marks.method = 'human'
        and marks.interaction_id is not null
        and marks.value is not null
        and marks.reviewed_at >= run_context.first_day

),

by_review as (

    select
        review_id,
        interaction_id,
        any_value(interaction_opened_at) as interaction_opened_at,
        any_value(agent_id) as agent_id,
        any_value(period) as period,
        min(reviewed_at) as reviewed_at,
        -- Rounded: in another order the same marks add up to a hair more or less.
        round(avg(value), 9) as mark,
        bool_or(fails_critically) as has_critical_failure,
        arg_max(dimension, (above_average, dimension)) filter (where dimension is not null) as strongest,
        arg_min(dimension, (above_average, dimension)) filter (where dimension is not null) as weakest
    from marks
    group by review_id, interaction_id

),

-- A contact is one case, by its first review.
reviewed as (

    select * from by_review
    qualify row_number() over (partition by interaction_id order by reviewed_at, review_id) = 1

),

complaints as (

    select
        interaction_id,
        bool_or(coalesce(upheld, false)) as is_upheld
    from {{ ref('stg_crm__complaints') }}
    group by interaction_id

),

-- By id and time: among all contacts those of the same days are quickly found.
contacts as (

    select
        interactions.interaction_id,
        interactions.issue_type,
        interactions.complexity,
        interactions.escalated
    from {{ ref('stg_crm__interactions') }} as interactions
    inner join reviewed
        on
            interactions.interaction_id = reviewed.interaction_id
            and interactions.opened_at = reviewed.interaction_opened_at

),

cases as (

    select
        cast(date_trunc('quarter', reviewed.reviewed_at) as date) as quarter,
        cast(date_diff('day', date_trunc('quarter', reviewed.reviewed_at), reviewed.reviewed_at) // 7 + 1 as integer)
            as week,
        reviewed.interaction_id,
        coalesce(contacts.issue_type, '') as scenario,
        coalesce(contacts.complexity, '') as difficulty,
        reviewed.mark,
        reviewed.strongest,
        reviewed.weakest,
        coalesce(placed.tier >= 4, false) as is_of_expert,
        case
            when reviewed.has_critical_failure then 'critical_failure'
            when complaints.is_upheld then 'complaint_upheld'
            when contacts.escalated then 'escalated'
        end as risk_tag,
        case
            when reviewed.has_critical_failure or complaints.is_upheld or reviewed.mark <= run_context.poor_mark
                then 'negative'
            when reviewed.mark >= run_context.excellent_mark then 'positive'
            else 'ordinary'
        end as polarity,
        run_context.library_cases,
        md5(run_context.seed || '|case|' || reviewed.interaction_id) as lot
    from reviewed
    cross join run_context
    left join contacts on reviewed.interaction_id = contacts.interaction_id
    left join complaints on reviewed.interaction_id = complaints.interaction_id
    left join {{ ref('placed_agents') }} as placed
        on reviewed.agent_id = placed.agent_id and reviewed.period = placed.period

),

of_competency as (

    select
        *,
        coalesce(case when polarity = 'negative' then weakest else strongest end, '') as competency
    from cases

),

-- How many cases of the same kind came before: none of it changes when later weeks come.
numbered as (

    select
        *,
        row_number() over (
            partition by quarter, scenario, competency, difficulty, polarity
            order by week, lot, interaction_id
        ) as turn
    from of_competency

),

-- A thirteenth of the library each week, the kinds seen least first, good and bad ones before ordinary ones.
of_weeks as (

    select
        *,
        row_number() over (
            partition by quarter, week
            order by turn + case when polarity = 'ordinary' then 2 else 0 end, risk_tag is null, lot, interaction_id
        ) as place
    from numbered

)

select
    *,
    cast(row_number() over (partition by quarter order by week, place) as integer) as position
from of_weeks
where place <= ceil(library_cases / 13)
qualify row_number() over (partition by quarter order by week, place) <= library_cases
