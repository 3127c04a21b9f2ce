with

found_causes as (

    select * from {{ ref('found_causes') }}

)

select
    span,
    cast(period as date) as period,
    cause,
    read_from,
    complaints,
    told,
    share,
    lower,
    upper,
    cast(place as integer) as place,
    covered,
    is_main,
    per_100_contacts,
    back_known,
    back,
    back_share,
    back_lower,
    back_upper,
    ratio,
    ratio_lower,
    ratio_upper,
    p_value,
    change
from found_causes
