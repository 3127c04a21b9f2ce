"""The receipt as a page for a terminal: who, scores and evidence, then the ladder and the path."""

from datetime import date
from typing import Any

from assets.receipt.figures import adding_up, adjustment, natural, points, share
from assets.receipt.layout import WIDTH, cut, labelled, row, safe, wrapped
from assets.receipt.page_change import change_lines
from assets.receipt.page_ladder import rule_lines, tier_lines
from assets.receipt.page_restated import restated_lines
from assets.receipt.words import NO_ITEM, STATES, TAKEN_OUT, Language
from assets.report.dates import month
from assets.report.legal_classes import class_name
from assets.report.mode import read_mode
from assets.report.names import STATUS
from assets.report.numbers import DASH, minutes
from assets.report.records import Record, grouped
from competency.intervals import Z90

_DIMENSION = (27, 18, 14, -14, -8, -14)
_INDICATOR = (28, -5, -5, -8, -8, -6, 18, -8, -6)
_ITEMS = 5
_TITLE = 36


def page(receipt: dict[str, Any], language: Language) -> str:
    """All lines of one receipt; text that came with the exports cannot steer the terminal."""
    receipt = _shown(receipt)
    parts = []
    if receipt["period"] is None:
        parts.append(
            [
                *_who(receipt, language),
                language.say(
                    "No month of this agent has been scored: there is no evidence on them.",
                    "该员工没有任何已评分的月份：没有相关证据。",
                ),
            ]
        )
    else:
        parts += [
            [
                *_who(receipt, language),
                *tier_lines(receipt, language),
                *restated_lines(receipt, language),
            ],
            _scores(receipt, language),
            [*rule_lines(receipt, language), *change_lines(receipt, language)],
        ]
    new_hire = receipt["new_hire"]
    if new_hire:
        step = new_hire["next_step_zh" if language.chinese else "next_step"]
        parts.append(labelled(language.say("New hire", "新员工"), step or DASH))
    parts.append(_path(receipt, language))
    return "\n\n".join("\n".join(part) for part in parts)


def _shown(value: Any) -> Any:
    """The same with every text made safe, before widths are counted."""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, dict):
        return {key: _shown(one) for key, one in value.items()}
    return [_shown(one) for one in value] if isinstance(value, list) else value


def _who(receipt: dict[str, Any], language: Language) -> list[str]:
    agent, run = receipt["agent"], receipt["run"]
    team = " ".join(one for one in (agent["team_id"], agent["team_name"]) if one) or DASH
    known = agent["name"] not in (None, agent["agent_id"])
    named = [agent["agent_id"], *([agent["name"]] if known else [])]
    if receipt["period"]:
        of_month = language.of(month(date.fromisoformat(receipt["period"])))
    else:
        of_month = language.say("no month", "无月份")
    config, approved, approved_zh = run["config"], "", ""
    if by := config["approved_by"]:
        approved, approved_zh = f", approved by {by}", f"，由{by}批准"
    first = [*named, language.say(f"team {team}", f"团队{team}"), of_month]
    second = [
        language.say(f"as of {run['as_of']}", f"截至{run['as_of']}"),
        language.say(f"run {run['run_id']}", f"运行{run['run_id']}"),
        f"ladder {run['code_version']}",
        language.say("config", "配置") + f" {config['name']} v{config['version']}"
        f" ({config['profile']}, {config['sha256'][:8]})" + language.say(approved, approved_zh),
    ]
    lines = [language.say("Receipt of ", "说明单 ") + " · ".join(first), " · ".join(second)]
    lines += [f"! {language.of(one)}" for one in read_mode(run).brief]
    return [line for text in lines for line in wrapped(text, 2)]


def _scores(receipt: dict[str, Any], language: Language) -> list[str]:
    say, composite = language.say, receipt["composite"]
    lines = [
        row(
            [
                say("Dimension", "维度"),
                say("score (90 %)", "得分（90 %）"),
                say("evidence", "证据"),
                say("weight × score", "权重×得分"),
                say("points", "贡献"),
                say("alone", "单项"),
            ],
            _DIMENSION,
        ),
        row(
            [
                say("  indicator, look-back window", "  指标（回看期内）"),
                say("cases", "条数"),
                say("half", "半"),
                say("raw", "原始"),
                say("adjusted", "校正后"),
                say("change", "校正"),
                "",
                say("believed", "采信"),
                say("points", "分"),
            ],
            _INDICATOR,
        ),
    ]
    rows = receipt["dimensions"]
    shown: list[float | None] = [None] * len(rows)
    if composite["composite"] is not None:
        known = [at for at, one in enumerate(rows) if one["contribution"] is not None]
        together = adding_up([rows[at]["contribution"] for at in known])
        for at, value in zip(known, together, strict=True):
            shown[at] = value
    for one, contribution in zip(rows, shown, strict=True):
        lines += _dimension(receipt, one, contribution, language)
    if composite["composite"] is not None:
        total = points(composite["sum_of_contributions"], 2)
        capped = "" if total == points(composite["composite"], 2) else say(", capped", "（封顶）")
        figure = f"= {points(composite['composite'], 2)}"
        lines.append(row([say("Composite" + capped, "综合得分" + capped), figure], (76, -8)))
    lines += wrapped(
        say(
            "half: cases that make it half reliable; believed: evidence weighed; "
            "alone: enough for the next tier",
            "半：信度达一半的条数；采信：按证据加权；单项：仅此维度即满足下一等级",
        ),
    )
    return lines + _restricted(rows, language)


def _restricted(dimensions: list[Record], language: Language) -> list[str]:
    """Which of the measures are restricted by law; nothing as a rule."""
    lines: list[str] = []
    for item in (one for dimension in dimensions for one in dimension["indicators"]):
        if item["legal_class"] != "ordinary":
            words = f"{language.name(item)}: {language.of(class_name(item))}"
            lines += wrapped(language.say(f"by legal review: {words}", f"经法务审核计入：{words}"))
    return lines


def _dimension(
    receipt: dict[str, Any], one: Record, contribution: float | None, language: Language
) -> list[str]:
    say, mean = language.say, one["posterior_mean"]
    evidence = f"{one['n_evidence'] or 0:,} {language.of(STATES[one['evidence_state'] or 'none'])}"
    score = DASH
    if one["score"] is not None:
        score = f"{points(one['score'])} ({points(one['lower'])}–{points(one['upper'])})"
    elif mean is not None and contribution is not None:
        half = points(Z90 * one["std_error"])
        score = say(f"likely {points(mean)} ±{half}", f"推测{points(mean)}±{half}")
    weighed = enough = DASH
    if contribution is not None and mean is not None:
        weighed = f"{share(one['weight'])} × {points(mean)}"
    if receipt["up"] and receipt["up"]["rise_for_all_bars"] != 0:
        at = one["enough_alone_at"]
        enough = say("not alone", "单项不足") if at is None else f"{points(at)}"
        if at is not None:
            enough += f" (+{points(at - mean)})"
    cells = [language.name(one), score, evidence, weighed]
    figure = DASH if contribution is None else f"= {points(contribution, 2)}"
    lines = [row([*cells, figure, enough], _DIMENSION)]
    if one["score"] is None and contribution is not None:
        lines.append(
            say(
                "  no evidence of its own: what the dimensions it goes with make likely",
                "  本维度没有证据：按相关维度推测",
            )
        )
    return lines + [_indicator(item, language) for item in one["indicators"]]


def _indicator(item: Record, language: Language) -> str:
    unit = item["unit"]
    change = adjustment(item["raw_value"], item["adjusted_value"], unit)
    why = ""
    if item["was_harder"] is not None and item["taken_out"] and change.strip("0.") != "":
        harder, easier = TAKEN_OUT[item["taken_out"]]
        why = language.of(harder if item["was_harder"] else easier)
    needed = item["cases_needed"]
    return row(
        [
            "  " + language.name(item),
            f"{item['n_evidence'] or 0:,}",
            DASH if needed is None else f"{needed:,.0f}",
            natural(item["raw_value"], unit),
            natural(item["adjusted_value"], unit),
            change,
            why,
            natural(item["believed_value"], unit),
            points(item["points"]),
        ],
        _INDICATOR,
    )


def _path(receipt: dict[str, Any], language: Language) -> list[str]:
    say, path = language.say, receipt["path"]
    title = say("Learning path", "学习路径")
    if receipt["period"] and path["as_of_period"] != receipt["period"]:
        newest = language.of(month(date.fromisoformat(path["as_of_period"])))
        title += say(f" (of {newest}, the newest month)", f"（{newest}，最新月份）")
    lines = [title]
    names = {one["dimension"]: language.name(one) for one in receipt.get("dimensions", [])}
    for item in path["items"][:_ITEMS]:
        facts = [
            cut(
                f"  {item['sequence']}. {item['course_id']} {item['title'] or ''}".rstrip(), _TITLE
            ),
            language.of(STATUS[item["status"]]) if item["status"] in STATUS else item["status"],
            say(f"due {item['due'] or DASH}", f"截止{item['due'] or DASH}"),
            language.of(minutes(item["minutes"])),
            names.get(item["dimension"], item["dimension"] or DASH),
        ]
        if item["expected_uplift"]:
            facts.append(f"+{points(item['expected_uplift'])}")
        lines.append(cut(" · ".join(facts), WIDTH))
    if len(path["items"]) > _ITEMS:
        more = len(path["items"]) - _ITEMS
        lines.append(say(f"  and {more} more; all with --json", f"  另有{more}项，见--json"))
    lines += _gaps(path["gaps"], names, language)
    if len(lines) == 1:
        lines.append(say("  nothing planned and no gap", "  无计划项目，无差距"))
    return lines


def _gaps(gaps: list[Record], names: dict[str, str], language: Language) -> list[str]:
    """Gaps without an item, those of one cause together."""
    lines: list[str] = []
    shared = grouped([gap for gap in gaps if gap["dimension"]], "code")
    for code, some in shared.items():
        short = language.say(", ", "、").join(
            f"{names.get(gap['dimension'], gap['dimension'])} {points(gap['gap'])}" for gap in some
        )
        why = some[0]["reason_zh" if language.chinese else "reason"]
        if code in NO_ITEM:
            why = language.of(NO_ITEM[code])
        lines += wrapped(
            language.say(f"  – {short} points short: {why}", f"  – 差距 {short}分：{why}"), 4
        )
    for gap in gaps:
        if not gap["dimension"]:
            lines += wrapped(f"  – {gap['reason_zh' if language.chinese else 'reason']}", 4)
    return lines
