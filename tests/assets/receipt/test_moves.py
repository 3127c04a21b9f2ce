"""A move that takes the last one back must be surer, for as long as the rule says."""

from datetime import date

import pytest

from assets.receipt.moves import asked_in


@pytest.mark.parametrize(
    ("changes", "month", "up", "down"),
    [
        pytest.param([], date(2025, 1, 1), 0.6, 0.7, id="no history"),
        pytest.param([(date(2025, 1, 1), "first")], date(2025, 2, 1), 0.6, 0.7, id="placed"),
        pytest.param([(date(2025, 1, 1), "promoted")], date(2025, 2, 1), 0.6, 0.85, id="risen"),
        pytest.param([(date(2025, 1, 1), "demoted")], date(2025, 12, 1), 0.85, 0.7, id="fallen"),
        pytest.param([(date(2025, 1, 1), "demoted")], date(2026, 1, 1), 0.6, 0.7, id="long ago"),
        pytest.param([(date(2025, 1, 1), "demoted")], date(2025, 1, 1), 0.6, 0.7, id="not before"),
        pytest.param(
            [(date(2025, 1, 1), "promoted"), (date(2025, 5, 1), "held")],
            date(2025, 6, 1),
            0.6,
            0.85,
            id="held since",
        ),
    ],
)
def test_what_is_asked(framework, changes, month, up, down):
    rules = framework.ladder
    expected = {0.6: rules.promotion.probability, 0.7: rules.demotion.probability}
    expected[0.85] = rules.reversal.probability
    assert rules.reversal.months == 12
    assert asked_in(framework, changes, month) == (expected[up], expected[down])
