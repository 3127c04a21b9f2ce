import numpy as np
import pandas as pd

from competency.simulation.complaint_handling import CAUSES


def test_most_are_closed_within_a_day_the_severe_later(sample):
    complaints = sample.tables["crm/complaints"]
    took = complaints["closed_at"] - complaints["raised_at"]
    assert (took.dropna() > pd.Timedelta(0)).all()
    old = complaints["raised_at"] < complaints["raised_at"].max() - pd.Timedelta(days=2)
    in_time = took <= pd.Timedelta(days=1)
    assert 0.8 < in_time[old].mean() < 0.95
    share = in_time[old].groupby(complaints["severity"]).mean()
    assert share["high"] < share["low"]
    assert took.isna().any()


def test_a_complaint_has_one_cause_or_several_once_looked_into(sample):
    complaints = sample.tables["crm/complaints"]
    newest = complaints["raised_at"] > complaints["raised_at"].max() - pd.Timedelta(days=9)
    assert complaints.loc[newest, "causes"].isna().all()
    named = complaints["causes"].dropna().str.split("|")
    assert set(np.concatenate(named.tolist())) == set(CAUSES)
    assert 1.3 < named.str.len().mean() < 2.2
    assert 0.55 < named.map(lambda its: "process" in its).mean() < 0.75
    assert named.map(lambda its: len(set(its)) == len(its)).all()
