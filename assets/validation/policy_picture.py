"""Picture of the policy test: share of people on their next tier, by month and policy."""

from collections.abc import Mapping, Sequence

import numpy as np
from markupsafe import Markup

from assets.report.text import Text
from assets.validation.month_lines import Line, month_lines
from assets.validation.words import PARTS
from competency.intervals import Z90
from competency.validation.policy_figures import PATHS, PolicyTest, reached

PolicyTests = Mapping[str, Sequence[PolicyTest]]

#: Policy, class of its line, name; drawn from the last to the first.
STYLES = (
    (PATHS, "ours", Text("learning paths", "学习路径")),
    ("uniform", "raw", PARTS["uniform"]),
    ("uniform_by_effect", "alone", PARTS["uniform_by_effect"]),
    ("weakest_first", "other", PARTS["weakest_first"]),
    ("no_training", "none", PARTS["no_training"]),
)


def reached_picture(policy_tests: PolicyTests) -> Markup | None:
    """Shares averaged over the centres, each counting the same; a band around those of paths."""
    tests = policy_tests.get("policies", ())
    if not tests:
        return None
    curves = {
        name: np.array([reached(one.outcomes[name].months) for one in tests])
        for name, _, _ in STYLES
    }
    ours = curves[PATHS]
    error = ours.std(axis=0, ddof=1) / np.sqrt(len(ours)) if len(ours) > 1 else np.nan * ours[0]
    mean = ours.mean(axis=0)
    return month_lines(
        [Line(style, curves[name].mean(axis=0)) for name, style, _ in reversed(STYLES)],
        top=1.0,
        shown="100 %",
        title=Text("People on their next tier, by month", "已升至下一等级的人员比例，按月"),
        band=(mean - Z90 * error, mean + Z90 * error),
    )
