"""What a published result and its records say that a list for promotion or pay hangs on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from assets.appeal_record import Appeal, read_appeals
from assets.archive import Archive
from assets.published_result import ResultError, open_result
from assets.run_mode import PROVISIONAL
from competency.columns import Floats, months, numbers, texts
from competency.framework import Framework

#: Groups by which lists are compared. Role and seniority are part of the ladder's own rules.
ATTRIBUTES = ("language", "site", "shift")
#: Appeals against what a list hangs on; those against courses are not.
_ABOUT = ("tier", "score", "indicator")
#: Months whose outcomes the score before them is held against.
OUTCOME_MONTHS = 3
_MARTS = ("agents", "agent_composites", "agent_ladder", "agent_outcomes", "framework")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One month that is over and on record, and what became known since.

    Attributes:
        run: the content of run.json of the published result.
        framework: in force in it.
        period: first day of the newest month on record.
        published: agent_id, tier and day on which it was first published, of that month.
        ladder, composites, agents, outcomes: marts of the result.
        appeals: everything on record.
    """

    run: dict[str, Any]
    framework: Framework
    period: date
    published: pd.DataFrame
    ladder: pd.DataFrame
    composites: pd.DataFrame
    agents: pd.DataFrame
    outcomes: pd.DataFrame
    appeals: Sequence[Appeal]

    @property
    def finished_at(self) -> datetime:
        """When the result was published."""
        return _moment(self.run["finished_at"])

    def at_work(self) -> list[str]:
        """People on the roster who have not left."""
        left = self.agents["status"] == "left"
        return sorted(self.agents.loc[~left.fillna(value=False).astype(bool), "agent_id"])

    def open_appeals(self) -> list[Appeal]:
        """Appeals against a tier, a score or an indicator that wait for an answer."""
        return [one for one in self.appeals if one.decided is None and one.opened.about in _ABOUT]

    def unheeded_appeals(self) -> list[Appeal]:
        """Appeals upheld since the result was made, which it cannot know."""
        return [
            one
            for one in self.appeals
            if one.decided is not None
            and one.opened.about in _ABOUT
            and one.decided.outcome != "refused"
            and _moment(one.decided.at) > self.finished_at
        ]

    def published_on(self, agents: Sequence[str]) -> date:
        """Day on which the last of these people's tiers came out; the result's own for nobody."""
        days = self.published.set_index("agent_id")["day"].reindex(list(agents)).dropna()
        return max(days, default=self.finished_at.date())

    def groups(self, agents: Sequence[str]) -> dict[str, list[str | None]]:
        """Groups of some people by attribute."""
        rows = self.agents.set_index("agent_id").reindex(list(agents))
        return {name: texts(rows, name) for name in ATTRIBUTES}

    def foretold(self, agents: Sequence[str]) -> tuple[Floats, Floats]:
        """Composites as of `OUTCOME_MONTHS` before the month, and what customers did since.

        Outcomes are those of the configuration's recalibration with their weights, in standard
        deviations between people; NaN where somebody has none.
        """
        month = self.period.year * 12 + self.period.month - 1
        before = self.composites[months(self.composites) == month - OUTCOME_MONTHS]
        score = pd.Series(numbers(before, "composite"), index=before["agent_id"])
        when = months(self.outcomes)
        since = self.outcomes[(when > month - OUTCOME_MONTHS) & (when <= month)]
        weight = {one.key: one.weight for one in self.framework.recalibration.outcomes}
        since = since.assign(total=since["estimate"] * since["n"])
        sums = since.groupby(["outcome", "agent_id"])[["total", "n"]].sum()
        found = (sums["total"] / sums["n"]).unstack("outcome").reindex(columns=list(weight))
        found = (found - found.mean()) / found.std().replace(0.0, np.nan)
        given = found.notna() * pd.Series(weight)
        mean = (found * given).sum(axis=1) / given.sum(axis=1).replace(0.0, np.nan)
        return _aligned(score, agents), _aligned(mean, agents)


def read_standing(out: Path) -> Standing:
    """Read the published result and the records beside it.

    Raises:
        ResultError: nothing is published there, by an earlier version, or no month is over yet.
        AppealRecordError: the record of appeals was tampered with.
        ArchiveError: the archive's ledger was tampered with, or a record in it is damaged.
    """
    with open_result(out, (*_MARTS, "month_records")) as opened:
        connection = opened.connection
        frames = {name: connection.execute(f"select * from marts.{name}").df() for name in _MARTS}
        row = connection.execute(
            "select max(period) from marts.month_records "
            "where measure = 'tier' and not is_provisional"
        ).fetchone()
        if row is None or row[0] is None:
            raise ResultError(
                f"no month of the result in {out} is over and on record yet: a list takes one"
            )
        published = _published(connection, row[0])
        run = opened.run
    text = frames["framework"]["framework_json"].iloc[0]
    days = _first_days(out, {one.date() for one in published["published_as_of"]})
    result_day = _moment(run["finished_at"]).date()
    return Standing(
        run=run,
        framework=Framework.model_validate_json(text),
        period=row[0],
        published=published.assign(
            day=[days.get(one.date(), result_day) for one in published["published_as_of"]]
        ),
        ladder=frames["agent_ladder"],
        composites=frames["agent_composites"],
        agents=frames["agents"],
        outcomes=frames["agent_outcomes"],
        appeals=read_appeals(out),
    )


def _published(connection: duckdb.DuckDBPyConnection, period: date) -> pd.DataFrame:
    """Tiers of a month as first published, under the configuration published last."""
    return connection.execute(
        """
        select agent_id, value as tier, published_as_of from marts.month_records
        where measure = 'tier' and not is_provisional and period = ?
        qualify row_number() over (partition by agent_id order by published_as_of desc) = 1
        order by agent_id
        """,
        [period],
    ).df()


def _first_days(out: Path, wanted: set[date]) -> dict[date, date]:
    """Day on which a result of each as-of day first settled its months, by the archive's ledger.

    Until then people saw tiers that did not stand, so they could not appeal against these.
    """
    archive = Archive(out)
    found: dict[date, date] = {}
    for kept in sorted(archive.ledger(), key=lambda one: _moment(one.finished_at)):
        if kept.as_of in wanted - {*found} and _settles(archive.record(kept)):
            found[kept.as_of] = _moment(kept.finished_at).date()
    return found


def _settles(run: dict[str, Any]) -> bool:
    """Whether tiers of a result stand; those of a freeze are decided, whatever else is amiss."""
    codes = {one["code"] for one in run["mode"]["notices"]}
    return "frozen" in codes or not codes & PROVISIONAL


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _aligned(values: pd.Series, agents: Sequence[str]) -> Floats:
    return np.asarray(values.reindex(list(agents)), dtype=np.float64)
