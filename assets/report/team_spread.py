"""The middle of a team's scores, given only where enough people stand behind it."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

#: From so many on two people or more stand in each quarter; a quartile of five is nearly one
#: colleague's score.
SMALLEST = 8

#: Lower quartile, mean and upper quartile by team and dimension, in whole points.
Spreads = dict[tuple[str, str], tuple[float, float, float]]


def team_spreads(marts: Mapping[str, pd.DataFrame], period: date) -> Spreads:
    """Spreads of the newest month by the teams of that month.

    Whole points, so that a quartile is no colleague's score to the digit.

    Args:
        marts: frames by mart name; needs agent_scores and agents.
        period: the newest month.
    """
    scores, agents = marts.get("agent_scores"), marts.get("agents")
    if scores is None or agents is None or scores.empty or agents.empty:
        return {}
    rows = scores[pd.to_datetime(scores["period"]) == pd.Timestamp(period)]
    rows = rows[["agent_id", "dimension", "score"]].dropna(subset=["score"])
    known = agents[["agent_id", "team_id"]].dropna()
    known = known[agents.loc[known.index, "status"] != "left"]
    rows = rows.merge(known, on="agent_id", validate="many_to_one")
    if rows.empty:
        return {}
    groups = rows.assign(score=rows["score"].astype("float64")).groupby(["team_id", "dimension"])
    scores_of = groups["score"]
    table = pd.DataFrame(
        {
            "low": scores_of.quantile(0.25),
            "mean": scores_of.mean(),
            "high": scores_of.quantile(0.75),
        }
    )[scores_of.size() >= SMALLEST].round(0)
    return {
        (str(team), str(dimension)): (float(low), float(mean), float(high))
        for (team, dimension), low, mean, high in zip(
            table.index.tolist(), table["low"], table["mean"], table["high"], strict=True
        )
    }
