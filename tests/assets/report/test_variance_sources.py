"""The analysts' first table: shares and cases are the mart's, capped lists say so."""

import pandas as pd
import pytest

from assets.report.charts.cases_needed import cases_needed, cases_scale
from assets.report.names import read_names
from assets.report.variance_sources import MOST, variance_sources

SOURCES = ("agent", "case_mix", "rater", "team", "residual")


def test_shares_and_cases_are_the_marts(measures, marts):
    models = marts["indicator_models"].set_index("indicator")
    drawn = {
        (b.get("data-indicator"), b.get("data-source")): float(b.get("data-value"))
        for b in measures.find("rect", data_source="*")
    }
    wanted = {(i, s): models.loc[i, f"{s}_share"] for i in models.index for s in SOURCES}
    assert drawn == pytest.approx(wanted, abs=1e-6)
    cases = {
        d.get("data-indicator"): float(d.get("data-cases"))
        for d in measures.find("circle", data_cases="*")
    }
    assert cases == pytest.approx(models["cases_needed"].to_dict(), abs=1e-3)


def test_more_cases_lie_further_right():
    scale = cases_scale(1000.0)
    at = [cases_needed(n, scale, indicator="x").split('cx="')[1][:5] for n in (0.5, 1, 30, 1000)]
    assert at[0] == at[1]
    assert [float(x.rstrip("%")) for x in at[1:]] == sorted(float(x.rstrip("%")) for x in at[1:])


def test_a_long_list_is_capped_and_counted(marts):
    one = marts["indicator_models"].iloc[:1]
    many = pd.concat([one.assign(indicator=f"x{n}") for n in range(MOST + 5)])
    found = variance_sources({**marts, "indicator_models": many}, read_names(marts))
    assert (len(found.lines), found.total) == (MOST, MOST + 5)
