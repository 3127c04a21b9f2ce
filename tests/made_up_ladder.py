"""A made-up ladder of people whose abilities drift; for tests of forecasts."""

import datetime as dt

import numpy as np
import pandas as pd
from scipy.special import ndtr

AS_OF = dt.date(2025, 12, 31)
CUTS = np.array([45.0, 55.0, 65.0, 75.0])


def centre(seed, months=11, people=80, hires=1.5, leaving=0.015, ahead=3, trained=0.0):
    """A ladder made by abilities that drift, told with error: not the forecast's own model.

    Returns the ladder of all months, the last `ahead` of them after `AS_OF`: in these people gain
    `trained` points a month besides, all else being drawn the same.
    """
    random = np.random.default_rng(seed)
    periods = pd.date_range(end="2026-03-01", periods=months + ahead, freq="MS")[-months - ahead :]
    ability, tier, names = random.normal(60, 10, people), np.zeros(people, int), list(range(people))
    rows, count = [], people
    for period in periods:
        stay = random.random(len(names)) > leaving
        ability, tier = ability[stay], tier[stay]
        names = [name for name, here in zip(names, stay, strict=True) if here]
        ability = ability + trained * (period.date() > AS_OF)
        new = random.poisson(hires)
        ability = np.append(
            ability + random.normal(0.4, 1.0, len(ability)), random.normal(48, 6, new)
        )
        tier = np.append(tier, np.zeros(new, int))
        names += list(range(count, count + new))
        count += new
        told = ability + random.normal(0, 2.0, len(ability))
        above = ndtr((told[:, None] - CUTS) / 2.0)
        rises = 1 + (above >= 0.8).sum(axis=1)
        falls = 1 + (above >= 0.1).sum(axis=1)
        tier = np.where(
            tier == 0,
            1 + (above >= 0.5).sum(axis=1),
            np.clip(tier, rises.clip(None, tier + 1), falls),
        )
        at_least = np.column_stack([np.ones(len(told)), above, np.zeros(len(told))])
        for row, name in enumerate(names):
            chances = at_least[row, :-1] - at_least[row, 1:]
            rows.append((f"A{name}", period, tier[row], *chances))
    columns = ["agent_id", "period", "tier", *(f"prob_tier_{n}" for n in range(1, 6))]
    return pd.DataFrame(rows, columns=columns)
