with

run_context as (

    select {{ framework_number('paths.minimum_uplift') }} as minimum_uplift
    from {{ ref('stg_run_context') }}

),

courses as (

    select * from {{ ref('stg_lms__courses') }}

),

content_scorecard as (

    select * from {{ ref('content_scorecard') }}

),

course_effects as (

    select * from {{ ref('course_effects') }}

),

-- Effects that are measured on five people or more, with no check failed.
effects as (

    select
        course_effects.course_id,
        min(course_effects.upper) < 0 as harms,
        max(course_effects.upper) < max(run_context.minimum_uplift) as gains_too_little,
        min_by(course_effects.uplift, course_effects.upper) as worst_uplift
    from course_effects
    cross join run_context
    where
        course_effects.listed
        and course_effects.method <> 'prior'
        and course_effects.check_state = 'clear'
        and course_effects.upper is not null
        and course_effects.n_compared >= 5
    group by course_effects.course_id

),

misses as (

    select
        course_id,
        cast(count(*) filter (where state = 'missed') as integer) as n_missed,
        string_agg(aspect, '|' order by aspect) filter (where state = 'missed') as missed
    from content_scorecard
    group by course_id

),

found as (

    select
        courses.course_id,
        courses.card,
        coalesce(courses.active, true) as active,
        coalesce(misses.n_missed, 0) as n_missed,
        misses.missed,
        coalesce(effects.harms, false) as harms,
        coalesce(effects.gains_too_little and not effects.harms, false) as gains_too_little,
        effects.worst_uplift
    from courses
    left join misses on courses.course_id = misses.course_id
    left join effects on courses.course_id = effects.course_id

),

asked as (

    select
        *,
        case
            when harms or n_missed + cast(gains_too_little as integer) >= 2 then 'red'
            when n_missed + cast(gains_too_little as integer) = 1 then 'yellow'
            else 'green'
        end as asked_card
    from found

)

select
    course_id,
    active,
    card,
    asked_card,
    nullif(
        concat_ws(
            '|', missed, case when harms then 'harm' end, case when gains_too_little then 'no_gain' end
        ),
        ''
    ) as reasons,
    round(case when harms then worst_uplift end, 6) as harm,
    (asked_card = 'red' and coalesce(card, 'green') <> 'red')
    or (asked_card = 'yellow' and coalesce(card, 'green') = 'green') as is_stricter,
    active and coalesce(card, 'green') <> 'red' as is_planned
from asked
