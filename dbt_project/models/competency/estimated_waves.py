"""What drawn trainings did, and how evidence moves; competency.wave_results, wave_precision."""

import pandas as pd

from competency.abilities import scale_from
from competency.framework import Framework
from competency.wave_precision import evidence_variances
from competency.wave_results import estimate_waves


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    scores = dbt.ref("scored_agents")
    scale = scale_from(framework, scores.filter("kind = 'model'").df())
    worth = None if scale is None else scale.slope
    evidence = scores.filter("kind = 'evidence'").df()
    months = dbt.ref("int_agent_months").df()
    frames = {
        "effect": estimate_waves(
            framework,
            waves=dbt.ref("stg_wave_draws").filter("cancelled_by is null").df(),
            drawn=dbt.ref("stg_training_waves").df(),
            evidence=evidence,
            agent_months=months,
            trainings=dbt.ref("int_trainings").df(),
            courses=dbt.ref("stg_lms__courses").df(),
            as_of=context["as_of"].date(),
            points_per_sd=worth,
        ),
        "variance": evidence_variances(framework, evidence, months, worth),
    }
    kinds = [
        frame.assign(kind=pd.Series(kind, frame.index, "string")) for kind, frame in frames.items()
    ]
    return pd.concat(kinds, ignore_index=True)
