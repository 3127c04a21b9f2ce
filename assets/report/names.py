"""What tiers, dimensions, indicators and states are called on the pages."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from assets.report.records import Record, records, whole
from assets.report.text import Text, pair

TOO_LITTLE = Text("Too little evidence", "证据不足")

STATUS = {
    "planned": Text("Planned", "已计划"),
    "enrolled": Text("Enrolled", "已报名"),
    "overdue": Text("Overdue", "已逾期"),
}
EVIDENCE = {
    "enough": Text("enough evidence", "证据充分"),
    "thin": Text("thin evidence", "证据偏少"),
    "none": Text("no evidence", "没有证据"),
}


@dataclass(frozen=True, kw_only=True)
class Tier:
    """One rung of the ladder; `cut` is the lowest composite that reaches it."""

    number: int
    name: Text
    cut: float | None


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names in both languages, in the framework's order."""

    tiers: dict[int, Tier]
    dimensions: dict[str, Text]
    indicators: dict[str, Text]

    def dimension(self, key: str | None) -> Text | None:
        """A dimension's name; a key the framework does not list stands for itself."""
        return None if key is None else self.dimensions.get(key, Text(key, key))

    def indicator(self, key: str) -> Text:
        """An indicator's name, or its key where the framework does not list it."""
        return self.indicators.get(key, Text(key, key))

    def tier(self, number: int | None) -> Text:
        """A tier's name; no tier means too little evidence."""
        if number is None:
            return TOO_LITTLE
        found = self.tiers.get(number)
        return found.name if found else Text(str(number), str(number))

    def cuts(self) -> list[float]:
        """Composites at which a higher tier begins, lowest tier left out."""
        lowest = min(self.tiers, default=0)
        return [t.cut for t in self.tiers.values() if t.cut is not None and t.number != lowest]


def read_names(marts: Mapping[str, pd.DataFrame]) -> Names:
    """Names from the framework's marts."""
    tiers = sorted(records(marts, "framework_tiers"), key=lambda row: row["tier"])
    dimensions = sorted(records(marts, "framework_dimensions"), key=lambda row: row["position"])
    return Names(
        tiers={
            int(row["tier"]): Tier(
                number=int(row["tier"]),
                name=_name(row, "tier_key"),
                cut=row.get("composite_cut"),
            )
            for row in tiers
            if whole(row["tier"]) is not None
        },
        dimensions={row["dimension"]: _name(row, "dimension") for row in dimensions},
        indicators={
            row["indicator"]: _name(row, "indicator")
            for row in records(marts, "framework_indicators")
        },
    )


def _name(row: Record, key: str) -> Text:
    """Both names of a row, or its key."""
    return pair(row.get("name_en"), row.get("name_zh")) or Text(str(row[key]), str(row[key]))
