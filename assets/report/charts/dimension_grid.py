"""Chart: one cell of the ability grid: a score, how good its evidence is, by shape and by tint.

Full evidence has a solid edge, thin evidence a dashed edge and a `~`, none is hatched with a dash:
nothing is told by colour alone.
"""

from dataclasses import dataclass

from markupsafe import Markup

from assets.report.charts.svg import chart, element, words
from assets.report.names import EVIDENCE
from assets.report.text import Text, both

HEIGHT = 40
# Score bands of the tint, lowest first; 70 is "target met" by the definition of the scale.
BANDS = (40.0, 55.0, 70.0, 85.0)


@dataclass(frozen=True, kw_only=True)
class Ability:
    """One agent's score in one dimension."""

    agent_id: str
    dimension: str
    name: Text
    score: float | None
    lower: float | None
    upper: float | None
    n_evidence: int
    state: str


def band(score: float) -> int:
    """The tint of a score as it is written, in whole points: 1 (lowest) to 5.

    >>> band(0), band(70), band(100)
    (1, 4, 5)
    """
    return 1 + sum(round(score) >= edge for edge in BANDS)


def dimension_tile(cell: Ability) -> Markup:
    """The cell as a small drawing."""
    state = EVIDENCE.get(cell.state, EVIDENCE["none"])
    records = Text(
        f"{cell.n_evidence:,} record{'' if cell.n_evidence == 1 else 's'}",
        f"{cell.n_evidence:,} 条记录",
    )
    shared = {
        "data_agent": cell.agent_id,
        "data_dimension": cell.dimension,
        "data_state": cell.state,
        "data_evidence": cell.n_evidence,
    }
    box = {"x": "1%", "y": 1, "width": "98%", "height": HEIGHT - 2, "rx": 5}
    if cell.score is None or cell.state == "none":
        title = both("{name}: {state}", "{name}：{state}", name=cell.name, state=state)
        return chart(
            element("rect", **box, class_="tile none", **shared),
            words("–", x="50%", y=25, class_="middle strong"),
            title=title,
            height=HEIGHT,
            class_="tile-box",
        )
    title = both(
        "{name}: {score}, most likely {low} to {high}, {n}, {state}",
        "{name}：{score}，很可能在 {low} 到 {high} 之间，{n}，{state}",
        name=cell.name, score=f"{cell.score:.0f}", n=records, state=state,
        low=f"{cell.lower or 0:.0f}", high=f"{cell.upper or 0:.0f}",
    )  # fmt: skip
    tint = band(cell.score)
    thin = cell.state == "thin"
    mark = "~" if thin else ""
    return chart(
        element(
            "rect", **box, class_=f"tile s{tint} {'thin' if thin else 'enough'}", **shared,
            data_value=f"{cell.score:.3f}",
        ),
        words(f"{mark}{cell.score:.0f}", x="50%", y=19, class_=f"middle strong on-s{tint}"),
        words(f"n {cell.n_evidence}", x="50%", y=33, class_=f"middle tick on-s{tint}"),
        title=title,
        height=HEIGHT,
        class_="tile-box",
    )  # fmt: skip
