with

run_context as (

    select * from {{ ref('stg_run_context') }}

),

courses as (

    select * from {{ ref('stg_lms__courses') }}

),

enrollments as (

    select * from {{ ref('stg_lms__enrollments') }}

),

patterns as (

    select
        true as is_mentor,
        unnest(cast(json_extract(framework_json, '$.certificates.mentor_courses') as varchar[])) as pattern
    from run_context
    union all
    select
        false as is_mentor,
        unnest(cast(json_extract(framework_json, '$.certificates.courses') as varchar[])) as pattern
    from run_context

),

named as (

    select
        courses.course_id,
        bool_or(patterns.is_mentor) as is_mentor
    from courses
    inner join patterns
        on
            lower(courses.course_id) glob lower(patterns.pattern)
            or lower(courses.title) glob lower(patterns.pattern)
    group by courses.course_id

),

certifying as (

    select
        courses.course_id,
        courses.valid_days,
        coalesce(named.is_mentor, false) as is_mentor
    from courses
    left join named on courses.course_id = named.course_id
    where courses.valid_days is not null or courses.mandatory or named.course_id is not null

),

-- All that a certificate rests on, so that it can be proved from the LMS's own rows.
completions as (

    select
        enrollments.agent_id,
        enrollments.course_id,
        cast(enrollments.completed_at as date) as completed_on,
        concat_ws(
            '|', enrollments.enrollment_id, enrollments.agent_id, enrollments.course_id,
            cast(enrollments.completed_at as varchar), coalesce(cast(enrollments.score as varchar), '')
        ) as evidence
    from enrollments
    inner join certifying on enrollments.course_id = certifying.course_id
    where
        enrollments.completed_at is not null
        and enrollments.status = 'completed'
        and coalesce(enrollments.passed, true)

),

issued as (

    select
        agent_id,
        course_id,
        max(completed_on) as issued_on,
        min(completed_on) as first_issued_on,
        count(distinct completed_on) as times_issued,
        sha256(string_agg(distinct evidence, chr(10) order by evidence)) as evidence_hash
    from completions
    group by agent_id, course_id

),

dated as (

    select
        issued.*,
        certifying.is_mentor,
        issued.issued_on + certifying.valid_days as expires_on
    from issued
    inner join certifying on issued.course_id = certifying.course_id

)

select
    dated.agent_id,
    dated.course_id,
    dated.is_mentor as is_mentor_certificate,
    dated.issued_on,
    dated.first_issued_on,
    cast(dated.times_issued as integer) as times_issued,
    dated.expires_on,
    cast(date_diff('day', run_context.as_of, dated.expires_on) as integer) as days_left,
    case
        when dated.expires_on < run_context.as_of then 'expired'
        when dated.expires_on <= run_context.as_of + cast(run_context.certificate_warning_days as integer)
            then 'expiring'
        else 'valid'
    end as state,
    dated.evidence_hash
from dated
cross join run_context
