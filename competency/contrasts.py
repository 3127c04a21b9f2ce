"""Like set beside like: errors by tenure and by mastery, satisfaction by first response, contests.

Each question has bands and a band of reference; the odds of the event in a band are set against
those of the reference within the same stratum (`stratified_odds`), so that a band with the harder
cases is not the worse for it. What is compared was not drawn by lot: these are associations.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from competency.columns import codes, numbers, require, texts
from competency.contrast_rules import ContrastRules
from competency.frames import DIGITS, conform, empty, rounded
from competency.share_intervals import stand
from competency.stratified_odds import UNKNOWN, stratified_odds

COLUMNS = ("question", "topic", "stratum", "band", "agent_id", "n", "events")
#: What all topics together are called.
EVERY = "*"
#: Bands are compared with the first there is; of this question with the last.
REFERENCE_LAST = "errors_by_tenure"
_FEWEST_PEOPLE, _FEWEST_EVENTS = 5, 5


def contrast(rules: ContrastRules, cells: pd.DataFrame) -> pd.DataFrame:
    """Return the frame `contrasts`: one row a question, topic and band.

    Args:
        rules: the section `monitoring.contrasts`.
        cells: question, topic, stratum, band (1, 2, ...), agent_id, n, events; topics are put
            together here, each stratum staying within its topic.

    A band is judged beside the reference where both have `minimum` observations of five people or
    more and five with and without the event; else it is `unjudged`. `higher` and `lower` are beyond
    chance (`stand`): of all so named in a question one in twenty is expected to be chance alone.
    """
    require(cells, "contrast_cells", COLUMNS)
    if cells.empty:
        return empty("contrasts")
    frame = pd.DataFrame(
        {
            **{c: texts(cells, c) for c in ("question", "topic", "stratum", "agent_id")},
            "band": numbers(cells, "band").astype(int),
            "n": numbers(cells, "n"),
            "events": numbers(cells, "events"),
        }
    )
    frame["stratum"] = frame["topic"] + "\x1f" + frame["stratum"]
    frame = pd.concat([frame.assign(topic=EVERY), frame], ignore_index=True)
    rows = []
    for (question, topic), group in frame.groupby(["question", "topic"], sort=True):
        rows += _topic(rules, str(question), str(topic), group)
    table = pd.DataFrame(rows)
    for at in table.groupby("question").groups.values():
        p_values = table.loc[at, "p_value"].to_numpy(float)
        word = np.where(table.loc[at, "odds_ratio"] > 1, "higher", "lower")
        word = np.where(stand(p_values), word, "not_shown")
        table.loc[at, "state"] = np.where(np.isnan(p_values), table.loc[at, "state"], word)
    return rounded(conform(table, "contrasts"), "contrasts", DIGITS)


def _topic(
    rules: ContrastRules, question: str, topic: str, group: pd.DataFrame
) -> list[dict[str, object]]:
    bands = sorted(group["band"].unique())
    reference = bands[-1] if question == REFERENCE_LAST else bands[0]
    rows = []
    for band in bands:
        own = group[group["band"] == band]
        n, events = own["n"].sum(), own["events"].sum()
        told, state = UNKNOWN, "reference"
        if band != reference:
            state = "unjudged"
            both = group[group["band"].isin([band, reference])]
            if all(_enough(rules, side) for _, side in both.groupby("band")):
                told = stratified_odds(
                    codes(both, "stratum")[0],
                    codes(both, "agent_id")[0],
                    (both["band"] == band).to_numpy(float),
                    both["n"].to_numpy(),
                    both["events"].to_numpy(),
                )
        rows.append(
            {
                "question": question,
                "topic": topic,
                "band": band,
                "agents": own["agent_id"].nunique(),
                "n": n,
                "events": events,
                "share": events / n,
                "odds_ratio": told.ratio,
                "lower": told.lower,
                "upper": told.upper,
                "p_value": told.p_value,
                "state": state,
            }
        )
    return rows


def _enough(rules: ContrastRules, side: pd.DataFrame) -> bool:
    n, events = side["n"].sum(), side["events"].sum()
    return bool(
        n >= rules.minimum
        and min(events, n - events) >= _FEWEST_EVENTS
        and side["agent_id"].nunique() >= _FEWEST_PEOPLE
    )
