with

readied_roles as (

    select * from {{ ref('readied_roles') }}

)

select
    agent_id,
    role_key,
    kind,
    name_en,
    name_zh,
    state,
    round(chance, 3) as chance,
    cast(n_lacking as integer) as n_lacking,
    lacking,
    lacking_text,
    lacking_text_zh
from readied_roles
