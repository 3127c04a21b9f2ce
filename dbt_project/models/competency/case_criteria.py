"""Which competency each criterion of the quality reviews is about; by competency.criteria."""

import pandas as pd

from competency.criteria import claims
from competency.framework import Framework


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    names = dbt.ref("int_review_marks").project("criterion").distinct().df()["criterion"]
    taken = claims(framework, "qa/reviews", sorted(names.dropna()))
    rows = [(name, framework.indicator(key).dimension) for name, key in taken.items()]
    return pd.DataFrame(rows, columns=["criterion", "dimension"], dtype="string")
