"""How to object to what a page of an agent says: what it may be about, and the facts to name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assets.report.text import Text

TIER = Text("The tier", "等级")
SCORE = Text("The overall score", "综合得分")


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One thing an appeal may be about: its kind, its key among that kind, its name."""

    kind: str
    key: str
    name: Text

    @property
    def value(self) -> str:
        """Kind and key as one value of the form."""
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, kw_only=True)
class AppealForm:
    """Subjects in groups with their names, and the facts that tell this result from any other."""

    groups: list[tuple[Text, list[Subject]]]
    facts: Text


def appeal_form(
    agent_id: str,
    run: Mapping[str, Any],
    as_of: date,
    *,
    standing: Text,
    indicators: Sequence[tuple[str, Text]],
    items: Sequence[tuple[str, Text]],
) -> AppealForm:
    """The form of one person's page.

    Args:
        agent_id: whose page it is.
        run: the content of run.json.
        as_of: day of the result.
        standing: tier and overall score as printed.
        indicators: keys and names of the measures with evidence.
        items: course ids and titles on the path.
    """
    groups = [
        (Text("Place on the ladder", "等级与得分"),
         [Subject(kind="tier", key="", name=TIER), Subject(kind="score", key="", name=SCORE)]),
        (Text("A measure", "某项指标"),
         [Subject(kind="indicator", key=key, name=name) for key, name in indicators]),
        (Text("The learning path", "学习路径"),
         [Subject(kind="path_item", key=key, name=name) for key, name in items]),
    ]  # fmt: skip
    id_run = run.get("run_id", "")
    return AppealForm(
        groups=[(name, some) for name, some in groups if some],
        facts=Text(
            f"Agent {agent_id}\nRun {id_run}\nAs of {as_of.isoformat()}\n{standing.en}",
            f"员工 {agent_id}\n运行 {id_run}\n截至 {as_of.isoformat()}\n{standing.zh}",
        ),
    )
