"""What the ladder's rules make of everybody's newest month, reckoned once for all pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from assets.report.text import Text
from competency.framework import Framework
from competency.posterior import Posterior, read_posterior
from competency.receipt import Makeup, makeup
from competency.tier_evidence import TierEvidence, tier_evidence

OVERALL = Text("Overall score", "综合得分")


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One score a tier asks for, the value now, and the chance of being there."""

    name: Text
    asked: float
    now: float
    chance: float

    @property
    def met(self) -> bool:
        """Whether the value now reaches it, however unsure."""
        return self.now >= self.asked


@dataclass(frozen=True)
class LadderFigures:
    """The configuration of the month and, a row an agent, what makes up composites and chances."""

    framework: Framework
    posterior: Posterior
    parts: Makeup
    shown: TierEvidence

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {str(a): row for row, a in enumerate(self.posterior.agents[self.posterior.agent])}

    def makeup(self, agent_id: str) -> Makeup | None:
        """What one agent's composite is made of; None without a composite."""
        row = self._rows.get(agent_id)
        if row is None or np.isnan(self.parts.composite[row]):
            return None
        here = slice(row, row + 1)
        parts = self.parts
        return Makeup(
            parts.weight[here],
            parts.contribution[here],
            parts.variance_share[here],
            parts.composite[here],
            parts.error[here],
        )

    def bars(self, agent_id: str, tier: int) -> list[Bar]:
        """Composite cut and layer floors of a tier, counted from 1."""
        row = self._rows.get(agent_id)
        if row is None:
            return []
        asked, level = self.shown.cuts[row, tier - 1], self.shown.level[row]
        chances = self.shown.chance[row, tier - 1]
        layers = [Text(f"{i.name.en} layer", i.name.zh) for i in self.framework.layers]
        return [
            Bar(name=name, asked=float(asked[at]), now=float(level[at]), chance=float(chances[at]))
            for at, name in enumerate([OVERALL, *layers])
            if np.isfinite(asked[at])
        ]

    def chance_of_bars(self, agent_id: str, tier: int) -> float | None:
        """P(all bars of a tier are met), whatever its gates say."""
        row = self._rows.get(agent_id)
        return None if row is None else float(self.shown.at_least[row, tier - 1])


def load_ladder_figures(marts: Mapping[str, pd.DataFrame], period: date) -> LadderFigures | None:
    """Reckon the newest month; None where the result lacks what that takes."""
    framework = framework_of(marts, period)
    frames = {
        name: _of_month(marts, name, period)
        for name in ("agent_scores", "score_covariances", "dimension_weights")
    }
    if framework is None or any(frame.empty for frame in frames.values()):
        return None
    posterior = read_posterior(framework, frames["agent_scores"], frames["score_covariances"])
    weights = frames["dimension_weights"]
    return LadderFigures(
        framework,
        posterior,
        makeup(framework, posterior, weights),
        tier_evidence(framework, posterior, weights),
    )


def framework_of(marts: Mapping[str, pd.DataFrame], period: date) -> Framework | None:
    """The configuration a month was scored with; None where the result does not hold it."""
    editions = marts.get("config_editions")
    if editions is None or editions.empty:
        return None
    since = pd.to_datetime(editions["effective_from"])
    there = editions[since.isna() | (since <= pd.Timestamp(period))]
    if there.empty:
        return None
    newest = there.sort_values("edition").iloc[-1]
    return Framework.model_validate_json(newest["framework_json"])


def _of_month(marts: Mapping[str, pd.DataFrame], name: str, period: date) -> pd.DataFrame:
    frame = marts.get(name)
    if frame is None or frame.empty:
        return pd.DataFrame()
    return frame[pd.to_datetime(frame["period"]) == pd.Timestamp(period)]
