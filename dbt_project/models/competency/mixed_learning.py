"""Minutes of training by kind against the mix; the method is in competency.learning_mix."""

from competency.framework import Framework
from competency.learning_mix import mix_learning


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    learned = dbt.ref("learned_minutes").df()
    return mix_learning(Framework.model_validate_json(context["framework_json"]), learned)
