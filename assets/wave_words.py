"""What `ladder wave` prints: a drawn wave, its balance and what it can tell, in one language."""

from collections.abc import Iterator, Sequence

from assets.receipt.words import Language
from assets.report.numbers import percent, signed
from assets.wave_record import Drawn, Wave

#: Below this chance of seeing what the course is thought to do, a wave is told to be too small.
ENOUGH = 0.8
_REASONS = {
    "left": ("have left", "已离职"),
    "on_leave": ("are on leave", "休假中"),
    "not_on_duty": ("not yet cleared for duty", "尚未通过上岗测试"),
    "holds_the_course": ("have taken it", "已学过"),
    "enrolled": ("are enrolled", "已报名"),
    "tier_too_low": ("below the course's tier", "等级不够"),
    "other_language": ("another language", "语言不符"),
    "prerequisite_missing": ("lack a prerequisite", "缺少先修课程"),
    "in_another_wave": ("in another wave of it", "已在该课程的另一批次中"),
    "no_team": ("without a team", "无团队"),
}
_COVARIATES = {
    "score": ("score of the course's abilities", "课程相关能力得分"),
    "composite": ("composite", "综合得分"),
    "tenure_months": ("tenure in months", "工龄（月）"),
    "n_people": ("people in the team", "团队人数"),
}


def wave_lines(drawn: Drawn, language: Language) -> Iterator[str]:
    """Yield all of a draw: groups, who was left out, balance, precision. No names, no ids."""
    say = language.say
    design = {
        "parallel": say("parallel groups", "平行组"),
        "stepped": say("stepped wedge", "阶梯式"),
    }[drawn.design]
    units = say(drawn.units, {"people": "人", "teams": "团队"}[drawn.units])
    yield say(
        f"{drawn.id}: {drawn.course_id}, {design} of {units}, seed {drawn.seed}, "
        f"compared until {drawn.ends:%Y-%m}",
        f"{drawn.id}：{drawn.course_id}，{design}，单位：{units}，种子{drawn.seed}，"
        f"比较至{drawn.ends:%Y-%m}",
    )
    yield from _groups(drawn, language)
    if drawn.left_out:
        told = language.say(", ", "，").join(
            f"{count} {say(*_REASONS[name])}" for name, count in drawn.left_out.items()
        )
        yield say(f"left out: {told}", f"未纳入：{told}")
    yield say("balance (difference from all, in sd):", "均衡性（与总体之差，以标准差计）：")
    for name in ["score", *drawn.covariates]:
        rows = [row for row in drawn.balance if row["covariate"] == name]
        apart = "  ".join(signed(row["difference"], 2) for row in rows)
        yield f"  {say(*_COVARIATES[name])}: {apart}"
    yield from precision_lines(drawn, language)


def precision_lines(drawn: Drawn, language: Language) -> Iterator[str]:
    """Yield what the design can be expected to tell, plainly."""
    say = language.say
    if not drawn.precision:
        yield say(
            "What it can tell is not known: no evidence on the abilities of this course.",
            "无法预估其分辨力：该课程所对应的能力没有证据。",
        )
    for row in drawn.precision:
        yield say(
            f"  {row['dimension']}: expected standard error {row['std_error']:.1f} points; sees "
            f"{row['detectable']:.1f} points or more four times in five",
            f"  {row['dimension']}：预期标准误{row['std_error']:.1f}分；"
            f"效果达到{row['detectable']:.1f}分时，五次中有四次能看出",
        )
        if row["thought"] is None:
            continue
        seen = percent(row["chance"])
        yield say(
            f"    the course is thought to add {signed(row['thought'])}: seen with {seen}",
            f"    目前认为该课程带来{signed(row['thought'])}分：看出的可能性为{seen}",
        )
        if row["chance"] < ENOUGH:
            yield say(
                "    too small to be relied on: finding nothing would not mean there is nothing",
                "    规模偏小：即使看不出效果，也不说明没有效果",
            )
    if drawn.precision:
        yield say(
            "  If all come when it is their turn; if half come, half the effect is seen.",
            "  以上假定人人按时参加；若只有一半人参加，看到的效果也只有一半。",
        )


def list_lines(waves: Sequence[Wave]) -> Iterator[str]:
    """Yield a line a wave."""
    for wave in waves:
        drawn = wave.drawn
        first = min(day for day in drawn.starts if day is not None)
        off = f"; cancelled by {wave.cancelled.by}" if wave.cancelled else ""
        yield (
            f"{drawn.id} {drawn.course_id} {drawn.design} {len(drawn.people)} people in "
            f"{len(drawn.starts)} groups, {first:%Y-%m} to {drawn.ends:%Y-%m}, drawn by "
            f"{drawn.by} at {drawn.at}: {drawn.reason}{off}"
        )


def _groups(drawn: Drawn, language: Language) -> Iterator[str]:
    for group, start in enumerate(drawn.starts):
        mine = [person for person in drawn.people if person[4] == group]
        units = len({person[1] for person in mine})
        begin = (
            language.say(f"begins {start:%Y-%m}", f"{start:%Y-%m}开始")
            if start
            else language.say("waits", "等待")
        )
        teams = (
            language.say(f" in {units} teams", f"，{units}个团队") if drawn.units == "teams" else ""
        )
        yield language.say(
            f"  group {group + 1}: {len(mine)} people{teams}, {begin}",
            f"  第{group + 1}组：{len(mine)}人{teams}，{begin}",
        )
