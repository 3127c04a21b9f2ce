"""Benchmark course of the year: the chance of each course to be the best, from its effect.

A raw rank would crown whichever estimate has the widest error (the winner's curse). With estimates
theta_i ~ N(m_i, s_i^2), independent, the chance of being the best is the integral of
phi_i(x) prod_{j != i} Phi_j(x) dx (Bechhofer 1954, Annals of Mathematical Statistics 25, 16-39),
and that of being among the first k counts how many of the others exceed x (Poisson-binomial).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

from competency.columns import Floats, flags, numbers, require, texts
from competency.effects import PRIOR
from competency.frames import DIGITS, conform, rounded
from competency.framework import Framework
from competency.intervals import Z90

_STEPS = 4001


def chances_of_rank(mean: Floats, error: Floats, first: int) -> Floats:
    """Return each one's chance to be among the `first` largest of independent normals.

    Args:
        mean: estimates, shape (n,).
        error: their standard errors, above 0, shape (n,).
        first: how many places.

    >>> chances_of_rank(np.array([1.0, 0.0]), np.array([0.6, 0.8]), 1).round(4).tolist()
    [0.8413, 0.1587]
    >>> chances_of_rank(np.zeros(4), np.ones(4), 3).round(4).tolist()
    [0.75, 0.75, 0.75, 0.75]
    """
    count = len(mean)
    if count <= first:
        return np.ones(count)
    # Equal chances of its own distribution: the mean over them is the integral.
    quantiles = norm.ppf((np.arange(_STEPS) + 0.5) / _STEPS)
    result = np.empty(count)
    for one in range(count):
        x = mean[one] + error[one] * quantiles
        # more[k]: chance that exactly k of the others seen so far exceed x.
        more = np.zeros((first, _STEPS))
        more[0] = 1.0
        for other in range(count):
            if other == one:
                continue
            above = norm.sf(x, mean[other], error[other])
            shifted = np.vstack([np.zeros(_STEPS), more[:-1]])
            more = more * (1 - above) + shifted * above
        result[one] = more.sum(axis=0).mean()
    return result


def rank_courses(
    framework: Framework, effects: pd.DataFrame, cards: pd.DataFrame, year: int
) -> pd.DataFrame:
    """Return the frame benchmark_courses: measured courses with their chances, the likeliest first.

    A course's effect is what it adds to the composite: uplifts of the dimensions its catalogue
    entry lists, times the base weights; errors add in squares.

    Args:
        framework: resolved framework.
        effects: course_id, dimension, uplift, std_error, n_trained, method, listed.
        cards: course_id, asked_card (green, yellow, red by the content's figures), card.
        year: the ranking is of.

    `state` is benchmark, top_3 (chance of a place among three reaches the bar), not_told_apart,
    too_few (trained or not measured) or red_card; the last two have no chances.
    """
    require(effects, "effects", ("course_id", "dimension", "uplift", "std_error", "method"))
    weight = {one.key: one.weight for one in framework.dimensions}
    frame = pd.DataFrame(
        {
            "course_id": texts(effects, "course_id"),
            "weight": [weight.get(key or "", 0.0) for key in texts(effects, "dimension")],
            "uplift": numbers(effects, "uplift"),
            "error": numbers(effects, "std_error"),
            "n_trained": numbers(effects, "n_trained"),
            "measured": [method not in (PRIOR, None) for method in texts(effects, "method")],
        }
    )[flags(effects, "listed", default=True)]
    frame = frame.dropna(subset=["course_id", "uplift", "error"])
    frame["gain"] = frame["weight"] * frame["uplift"]
    frame["squared"] = (frame["weight"] * frame["error"]) ** 2
    sums = frame.groupby("course_id", as_index=False, sort=True).agg(
        gain=("gain", "sum"),
        squared=("squared", "sum"),
        n_trained=("n_trained", "max"),
        measured=("measured", "any"),
    )
    sums["std_error"] = np.sqrt(sums["squared"])
    known = zip(
        texts(cards, "course_id"), texts(cards, "card"), texts(cards, "asked_card"), strict=True
    )
    red = {key for key, card, asked in known if "red" in (card, asked)}
    few = (sums["n_trained"] < framework.content.benchmark_trained) | ~sums["measured"]
    few |= ~(sums["std_error"] > 0)
    sums["state"] = np.where(
        sums["course_id"].isin(red), "red_card", np.where(few, "too_few", "not_told_apart")
    )
    running = (sums["state"] == "not_told_apart").to_numpy()
    gain = sums["gain"].to_numpy(float)
    error = sums["std_error"].to_numpy(float)
    bar = framework.content.benchmark_chance
    sums["prob_best"] = sums["prob_top_3"] = np.nan
    # One course alone is no contest for the first place, and three are none for three.
    for column, first in (("prob_best", 1), ("prob_top_3", 3)):
        if running.sum() > first:
            sums.loc[running, column] = chances_of_rank(gain[running], error[running], first)
    sums.loc[sums["prob_top_3"] >= bar, "state"] = "top_3"
    helps = sums["gain"] - Z90 * sums["std_error"] > 0
    sums.loc[(sums["prob_best"] >= bar) & helps, "state"] = "benchmark"
    sums["lower"] = sums["gain"] - Z90 * sums["std_error"]
    sums["upper"] = sums["gain"] + Z90 * sums["std_error"]
    sums["year"] = year
    sums = sums.sort_values(["prob_best", "gain"], ascending=False, na_position="last")
    return rounded(conform(sums, "benchmark_courses"), "benchmark_courses", DIGITS)
