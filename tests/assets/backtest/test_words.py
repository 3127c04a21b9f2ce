"""Every state has its reason, in two languages."""

import competency.backtest as foretelling
from assets.backtest.words import REASONS, reason
from competency.resampling import ESTIMATED


def test_every_state_has_a_reason_and_an_estimate_needs_none():
    states = {
        value
        for name, value in vars(foretelling).items()
        if name.isupper() and isinstance(value, str) and name != "ALL"
    }
    assert states == {*REASONS, ESTIMATED}
    assert reason(ESTIMATED, 30) is None
    for state in REASONS:
        text = reason(state, 30)
        assert text.en != text.zh
        assert "{" not in text.en + text.zh
