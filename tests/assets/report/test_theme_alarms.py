"""Themes of complaints on the service-quality page."""

from pathlib import Path

import pandas as pd
import pytest

from assets.report.build import build_report
from assets.report.theme_alarms import theme_alarms
from report.made_up_run import make_marts, make_run
from report.page_reader import read_page


def weeks(theme, complaints, flagged=(), judged_from=0, start="2026-01-05"):
    days = pd.date_range(start, periods=len(complaints), freq="7D")
    judged = [at >= judged_from for at in range(len(days))]
    return pd.DataFrame(
        {
            "week": days,
            "theme": theme,
            "complaints": complaints,
            "contacts": 700,
            "expected": [5.25 if one else None for one in judged],
            "usual_to": [11.0 if one else None for one in judged],
            "evidence": [1.5 if at in flagged else 0.1 for at in range(len(days))],
            "flagged": [at in flagged for at in range(len(days))],
            "first_alarm": [at == min(flagged, default=-1) for at in range(len(days))],
            "since": [days[at - 1] if at in flagged else pd.NaT for at in range(len(days))],
            "ratio": [3.2 if at in flagged else None for at in range(len(days))],
        }
    )


@pytest.fixture
def frame():
    return pd.concat(
        [
            weeks("delay", [5] * 18 + [15, 17], flagged=(18, 19)),
            weeks("<b>policy</b>", [4] * 20, flagged=(9,)),
            weeks("?", [9] * 20),
        ]
    )


def test_news_comes_first_with_its_ratio_and_an_old_alarm_is_no_news(frame) -> None:
    themes = theme_alarms({"theme_weeks": frame})
    assert [one.theme.en for one in themes.lines] == ["delay", "no theme named", "<b>policy</b>"]
    assert [one.is_news for one in themes.lines] == [True, False, False]
    assert themes.alarms == 1
    assert "3.2 times the usual number since the week of" in themes.lines[0].words.en
    assert "3.2 倍" in themes.lines[0].words.zh
    assert themes.lines[2].words is not None
    assert themes.lines[1].words is None
    assert themes.lines[0].last_weeks == 5 + 5 + 15 + 17


def test_without_complaints_or_without_enough_weeks_the_page_says_so(tmp_path: Path) -> None:
    assert theme_alarms({}) is None
    few = theme_alarms({"theme_weeks": weeks("delay", [3, 4], judged_from=9)})
    assert few is not None
    assert not few.judged
    marts = {**make_marts(), "theme_weeks": weeks("delay", [3, 4], judged_from=9)}
    page = read_page(build_report(marts, make_run(), tmp_path / "few").parent / "quality.html")
    assert "Too few weeks so far to say what is usual." in page.text()
    none = {**make_marts(), "theme_weeks": pd.DataFrame()}
    page = read_page(build_report(none, make_run(), tmp_path / "none").parent / "quality.html")
    assert "The exports have no complaints." in page.text()


def test_the_page_lists_every_theme_and_text_from_exports_stays_text(frame, tmp_path: Path) -> None:
    index = build_report({**make_marts(), "theme_weeks": frame}, make_run(), tmp_path)
    page = read_page(index.parent / "quality.html")
    rows = page.find("tr", data_theme="*")
    assert [row.get("data-news") for row in rows] == ["yes", "no", "no"]
    assert "<b>policy</b>" in rows[2].text()
    assert not rows[2].find("b")
    assert read_page(index).find("a", href="quality.html")
