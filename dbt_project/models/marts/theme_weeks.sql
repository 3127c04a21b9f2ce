with

watched_themes as (

    select * from {{ ref('watched_themes') }}

)

select
    cast(week as date) as week,
    theme,
    complaints,
    contacts,
    expected,
    usual_to,
    evidence,
    flagged,
    first_alarm,
    cast(since as date) as since,
    ratio
from watched_themes
