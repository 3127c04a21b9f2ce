"""Weights of the dimensions by month; the method is in competency.weights."""

from competency.editions import read_editions
from competency.weights import weigh_dimensions


def model(dbt, session):
    months = dbt.ref("int_agent_months").df()
    return weigh_dimensions(
        read_editions(dbt.ref("stg_framework_editions").df()),
        importance=dbt.ref("estimated_importance").df(),
        demand=dbt.ref("estimated_demand").df(),
        periods=sorted(months["period"].unique()),
    )
