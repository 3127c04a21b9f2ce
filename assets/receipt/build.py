"""One agent's receipt as plain figures: what `--json` prints and the page is written from."""

import math
from typing import Any

from assets.receipt.ladder import ladder_part, way_down, way_up
from assets.receipt.reading import Held
from assets.report.legal_classes import legal_class
from assets.report.records import Record, grouped, whole
from competency.framework import Framework
from competency.posterior import read_posterior
from competency.receipt import Makeup, makeup, narrowed

#: Which figure of an indicator's source an adjustment takes out.
CASES, REVIEWERS, TESTS, RATERS = "cases", "reviewers", "tests", "raters"
_RESTATED = ("measure", "published", "restated", "difference", "published_as_of", "reason")
_TAKEN_OUT = {
    "crm/interactions": CASES,
    "qa/reviews": REVIEWERS,
    "lms/assessments": TESTS,
    "qa/feedback_360": RATERS,
}


def build_receipt(held: Held) -> dict[str, Any]:
    """All parts of the receipt; without any month only who it is, the run and the path."""
    who = held.row("agents")
    receipt: dict[str, Any] = {
        "agent": {
            "agent_id": held.agent_id,
            "name": who.get("name"),
            "team_id": held.row("agent_ladder").get("team_id") or who.get("team_id"),
            "team_name": who.get("team_name"),
            "status": who.get("status"),
        },
        "period": held.period and held.period.isoformat(),
        "run": {
            "run_id": held.run["run_id"],
            "as_of": held.run["as_of"],
            "code_version": held.run["code_version"],
            "mode": held.run.get("mode"),
            "config": config_part(held),
        },
        "new_hire": plain_row(held.row("new_hires")) or None,
        "path": path_part(held),
    }
    if held.period is None:
        return receipt
    framework = Framework.model_validate_json(held.row("config_editions")["framework_json"])
    posterior = read_posterior(
        framework, held.frames["agent_scores"], held.frames["score_covariances"]
    )
    parts = makeup(framework, posterior, held.frames["dimension_weights"])
    composite = held.row("agent_composites")
    evidenced = composite.get("composite") is not None
    receipt["composite"] = {
        key: composite.get(key)
        for key in ("composite", "std_error", "lower", "upper", "known_weight")
    }
    receipt["composite"]["sum_of_contributions"] = (
        tidy(parts.contribution[0].sum()) if evidenced else None
    )
    receipt["ladder"] = ladder_part(held, framework, posterior)
    up = way_up(held, framework, posterior, parts) if evidenced else None
    receipt["up"], receipt["down"] = up, way_down(held, framework) if evidenced else None
    receipt["dimensions"] = dimensions_part(held, framework, parts if evidenced else None)
    for place, one in enumerate(receipt["dimensions"]):
        gain = up["alone"][place] if up else None
        one["enough_alone_at"] = None if gain is None else tidy(one["posterior_mean"] + gain)
    receipt["more_evidence"] = more_evidence(held, receipt["dimensions"])
    receipt["restated"] = [
        {name: plain_row(row)[name] for name in _RESTATED} for row in held.rows("restatements")
    ]
    return receipt


def config_part(held: Held) -> Record:
    """The configuration of the month: which, from when, and who approved it."""
    edition = held.row("config_editions")
    names = ("name", "profile", "sha256", "record_id", "proposed_by", "approved_by")
    since = edition["effective_from"]
    return {
        **{name: edition[name] for name in names},
        "version": whole(edition["version"]),
        "effective_from": since and since.isoformat(),
    }


def dimensions_part(held: Held, framework: Framework, parts: Makeup | None) -> list[Record]:
    """Score, weight and contribution of every dimension, with its indicators."""
    scores = {row["dimension"]: row for row in held.rows("agent_scores")}
    names = {row["dimension"]: row for row in held.rows("framework_dimensions")}
    given = {row["dimension"]: row for row in held.rows("dimension_weights")}
    indicators = grouped(indicators_part(held, framework), "dimension")
    result = []
    for place, dimension in enumerate(framework.dimensions):
        score = scores.get(dimension.key, {})
        weight = parts and tidy(parts.weight[0, place])
        result.append(
            {
                "dimension": dimension.key,
                "name_en": names[dimension.key]["name_en"],
                "name_zh": names[dimension.key]["name_zh"],
                "layer": dimension.layer,
                **{
                    key: score.get(key)
                    for key in ("score", "posterior_mean", "std_error", "lower", "upper")
                },
                "n_evidence": whole(score.get("n_evidence")),
                "evidence_state": score.get("evidence_state"),
                "minimum_evidence": dimension.minimum_n,
                "weight": weight,
                "weight_reason_en": given.get(dimension.key, {}).get("reason"),
                "weight_reason_zh": given.get(dimension.key, {}).get("reason_zh"),
                "contribution": parts and tidy(parts.contribution[0, place]),
                "variance_share": parts and tidy(parts.variance_share[0, place]),
                "indicators": indicators.get(dimension.key, []),
            }
        )
    return result


def indicators_part(held: Held, framework: Framework) -> list[Record]:
    """Raw against adjusted figures, what is believed, and how many cases that takes."""
    facts = {row["indicator"]: row for row in held.rows("framework_indicators")}
    models = {row["indicator"]: row for row in held.rows("indicator_models")}
    result = []
    for row in held.rows("agent_indicators"):
        about = facts.get(row["indicator"], {})
        needed = models.get(row["indicator"], {}).get("cases_needed")
        n = whole(row["n_evidence"])
        raw, adjusted = row["raw_value"], row["adjusted_value"]
        difference = None if raw is None or adjusted is None else tidy(adjusted - raw)
        result.append(
            {
                "indicator": row["indicator"],
                "dimension": row["dimension"],
                "name_en": about.get("name_en") or row["indicator"],
                "name_zh": about.get("name_zh") or row["indicator"],
                "source": about.get("source"),
                "legal_class": legal_class(about),
                "unit": about.get("unit"),
                "direction": about.get("direction"),
                "n_evidence": n,
                "cases_needed": needed,
                "cases_lacking": None
                if needed is None or n is None
                else max(0, math.ceil(needed) - n),
                "raw_value": raw,
                "adjusted_value": adjusted,
                "adjustment": difference,
                "taken_out": _TAKEN_OUT.get(about.get("source") or ""),
                "was_harder": _was_harder(difference, about.get("direction")),
                "believed_value": row["shrunk_value"],
                "std_error": row["std_error"],
                "points": row["score"],
                "reliability": row["reliability"],
            }
        )
    order = {item.key: place for place, item in enumerate(framework.indicators)}
    return sorted(result, key=lambda one: order.get(one["indicator"], len(order)))


def _was_harder(difference: float | None, direction: str | None) -> bool | None:
    """Whether cases were harder, reviewers stricter, than the centre's average."""
    if not difference or direction is None:
        return None
    return (difference > 0) == (direction == "higher")


def more_evidence(held: Held, dimensions: list[Record]) -> Record | None:
    """The dimension that makes the composite most unsure, and what more evidence would do."""
    unsure = [one for one in dimensions if one["variance_share"] is not None]
    if not unsure:
        return None
    most = max(unsure, key=lambda one: one["variance_share"])
    spread = next(iter(row["points_per_sd"] for row in held.rows("indicator_models")), None)
    short = sorted(
        (
            item
            for item in most["indicators"]
            if item["cases_lacking"] and item["n_evidence"] is not None
        ),
        key=lambda item: item["cases_lacking"],
    )
    error, n = most["std_error"], most["n_evidence"]
    return {
        "dimension": most["dimension"],
        "variance_share": most["variance_share"],
        "half_width": tidy(narrowed(error, spread, 1.0)) if spread else None,
        "more_pieces": n or None,
        "half_width_with_twice": tidy(narrowed(error, spread, 2.0)) if spread and n else None,
        "short_of_cases": [
            {key: item[key] for key in ("indicator", "n_evidence", "cases_needed", "cases_lacking")}
            for item in short
        ],
    }


def path_part(held: Held) -> Record:
    """Items and gaps; they are of the newest month whichever month is asked for."""
    return {
        "as_of_period": held.latest and held.latest.isoformat(),
        "items": [
            plain_row(row)
            for row in sorted(held.rows("path_assignments"), key=lambda row: row["sequence"])
        ],
        "gaps": [plain_row(row) for row in held.rows("path_gaps")],
    }


def tidy(value: float) -> float | None:
    """A derived figure to the digits of the marts; None where there is none."""
    return None if math.isnan(value) else round(float(value), 6) + 0.0


def plain_row(row: Record) -> Record:
    """A row about the agent with dates as text."""
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in row.items()
        if key != "agent_id"
    }
