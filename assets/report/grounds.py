"""What an assignment rests on: the gap, what is expected of the course, and the runner-up."""

from dataclasses import dataclass

from markupsafe import Markup

from assets.report.charts.gap_bar import gap_bar
from assets.report.charts.svg import Scale
from assets.report.numbers import signed
from assets.report.records import Record, whole
from assets.report.text import Text, both, count, pair


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """The picture, the facts it shows, and why it is not the runner-up."""

    bar: Markup | None
    facts: list[Text]
    runner_up: Text | None


def read_grounds(row: Record, dimension: Text | None, scale: Scale) -> Grounds | None:
    """The grounds of a row of `path_assignments`; None where it gives none.

    Args:
        row: the assignment.
        dimension: name of the ability whose gap it narrows most.
        scale: of the points on the page.
    """
    gap, uplift = row.get("gap"), row.get("expected_uplift")
    facts: list[Text] = []
    bar = None
    if dimension is not None and gap is not None:
        bar = gap_bar(
            gap, scale, closes=uplift, lower=row.get("uplift_lower"), upper=row.get("uplift_upper")
        )
        facts.append(
            both("{d}: {g} points missing when it begins.", "{d}：开课时差 {g} 分。",
                 d=dimension, g=f"{gap:.0f}")
        )  # fmt: skip
    if dimension is not None and uplift is not None:
        facts.append(_expected(row, uplift))
    gain = row.get("weighted_gain")
    if gain:
        facts.append(
            both(
                "With all abilities by their weights it closes {g} points.",
                "按各项能力权重合计，预计弥补 {g} 分。",
                g=f"{gain:.2f}",
            )
        )
    runner_up = pair(row.get("runner_up"), row.get("runner_up_zh"))
    if not facts and runner_up is None:
        return None
    return Grounds(bar=bar, facts=facts, runner_up=runner_up)


def _expected(row: Record, uplift: float) -> Text:
    """The points expected, how sure they are, and from how many people that is known."""
    lower, upper, trained = row.get("uplift_lower"), row.get("uplift_upper"), row.get("n_trained")
    said = both("The course is expected to add {u}", "课程预计提升 {u} 分", u=signed(uplift))
    if lower is not None and upper is not None:
        sure = both(
            " ({a} … {b} nine times in ten)", "（90 % 区间 {a} … {b}）",
            a=signed(lower), b=signed(upper),
        )  # fmt: skip
        said = Text(said.en + sure.en, said.zh + sure.zh)
    if trained is None:
        return Text(f"{said.en}.", f"{said.zh}。")
    if not whole(trained):
        return Text(
            f"{said.en}: assumed, nobody's training could be measured yet.",
            f"{said.zh}：为假定值，尚无可测量的受训人员。",
        )
    people = count(int(trained), "person", "people", "名受训人员")
    return Text(f"{said.en}, as {people.en} trained so far show.", f"{said.zh}，依据 {people.zh}。")
