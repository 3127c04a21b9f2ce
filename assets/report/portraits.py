"""An agent's 360 portrait: own answers beside those of groups large enough to hide each rater."""

from collections.abc import Sequence
from dataclasses import dataclass

from assets.report.histories import Histories
from assets.report.names import Names
from assets.report.numbers import DASH, signed
from assets.report.records import Record, whole
from assets.report.text import Text, both

GROUPS = {
    "self": Text("Self", "本人"),
    "manager": Text("Manager", "上级"),
    "peer": Text("Peers", "同事"),
    "report": Text("Reports", "下属"),
    "customer": Text("Customers", "客户"),
}
_HIDDEN = Text("hidden", "不显示")


@dataclass(frozen=True, kw_only=True)
class PortraitLine:
    """One dimension: a cell for each group of `GROUPS`."""

    dimension: Text
    cells: list[Text]


def portrait(agent_id: str, histories: Histories, names: Names) -> list[PortraitLine]:
    """The portrait of one agent by dimension; nothing where nobody was asked."""
    found: dict[str, dict[str, Record]] = {}
    for row in histories.rows("portraits_360", agent_id):
        found.setdefault(row["dimension"], {})[row["rater_group"]] = row
    keys: Sequence[str] = [*names.dimensions, *sorted(set(found) - set(names.dimensions))]
    return [
        PortraitLine(
            dimension=names.dimensions.get(key, Text(key, key)),
            cells=[_cell(found[key].get(group)) for group in GROUPS],
        )
        for key in keys
        if key in found
    ]


def _cell(row: Record | None) -> Text:
    if row is None:
        return Text(DASH, DASH)
    if row["state"] != "shown":
        return _HIDDEN
    rating = f"{row['rating']:.1f}"
    if row["rater_group"] == "self":
        return Text(rating, rating)
    apart = row.get("self_minus_group")
    if apart is None:
        return both("{r} (of {n})", "{r}（{n} 条）", r=rating, n=whole(row["n_ratings"]))
    return both(
        "{r} (of {n}; self {d})",
        "{r}（{n} 条；自评差 {d}）",
        r=rating,
        n=whole(row["n_ratings"]),
        d=signed(apart),
    )
