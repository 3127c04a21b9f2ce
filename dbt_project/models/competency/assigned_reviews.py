"""Who reviews what of today's draw; the method is in competency.reviewer_assignment."""

import pandas as pd

from competency.framework import Framework
from competency.reviewer_assignment import assign_reviewers

RECENT = "coalesce(method, 'human') = 'human' and reviewed_at >= timestamp '{day}'"


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    rules = Framework.model_validate_json(context["framework_json"]).sampling
    first_day = context["as_of"] - pd.Timedelta(days=rules.reviewer_days)
    recent = dbt.ref("stg_qa__reviews").filter(RECENT.format(day=first_day))
    done = recent.project("interaction_id, reviewer_id").distinct()
    linked = (
        done.set_alias("one")
        .join(done.set_alias("other"), "interaction_id")
        .filter("one.reviewer_id < other.reviewer_id")
        .aggregate(
            "one.reviewer_id as reviewer_id, other.reviewer_id as other_reviewer_id,"
            " count(*) as contacts"
        )
    )
    agents = dbt.ref("int_agents")
    related = pd.concat(
        [
            agents.project(f"agent_id, {column} as related_id").df()
            for column in ("mentor_id", "service_mentor_id", "manager_id")
        ],
        ignore_index=True,
    )
    assigned, links = assign_reviewers(
        dbt.ref("sampling_draw").project("interaction_id, agent_id, rank").order("rank").df(),
        recent.aggregate("reviewer_id, agent_id, count(*) as reviews").df(),
        linked.df(),
        related,
        rules.double_share,
    )
    kinds = {"review": assigned, "reviewer": links}
    return pd.concat(
        [
            frame.assign(kind=pd.Series(kind, frame.index, "string"))
            for kind, frame in kinds.items()
        ],
        ignore_index=True,
    )
