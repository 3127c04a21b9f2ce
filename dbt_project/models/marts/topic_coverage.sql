with

covered_topics as (

    select * from {{ ref('covered_topics') }}

)

select
    kind,
    item,
    dimensions,
    courses,
    languages,
    cast(n_courses as integer) as n_courses,
    cast(n_practice as integer) as n_practice,
    cast(n_topics as integer) as n_topics,
    contacts,
    share,
    frequent,
    state
from covered_topics
