"""Names of scenarios, figures and their parts in both languages, and how their values read."""

import math

from assets.report.numbers import DASH
from assets.report.text import Text
from competency.validation.figure import Figure

SCENARIO_NAMES = {
    "ordinary": Text("Ordinary centre", "普通中心"),
    "static": Text("Same people, drawn twice", "同一批人，两次观测"),
    "jumps": Text("True jumps of ability", "能力真实跃变"),
    "drifting_difficulty": Text("Drifting difficulty", "难度漂移"),
    "one_team": Text("Reviewers who see one team", "质检员只看一个团队"),
    "handful": Text("A handful of agents", "仅十名客服"),
    "tiny_volumes": Text("Tiny volumes", "极小业务量"),
    "no_qa": Text("No QA", "无质检数据"),
    "no_lms_no_360": Text("No LMS, no 360 feedback", "无学习系统与360度评估"),
    "no_surveys": Text("No surveys", "无满意度调查"),
    "shift": Text("Business that changes", "业务变化"),
    "noise": Text("Ability does not matter", "能力不影响客户"),
    "policies": Text("Learning paths followed for a year", "按学习路径培训一年"),
}

SCENARIO_STORIES = {
    "ordinary": Text(
        "Abilities grow with tenure and drift, people join and leave, able agents get much harder"
        " cases, business changes after seven months. Twelve months.",
        "能力随司龄增长并漂移，人员进出，能者分到难得多的个案，七个月后业务变化。共12个月。",
    ),
    "static": Text(
        "Nobody's ability moves. The same people are seen in two independent years of cases,"
        " reviews, surveys and tests.",
        "无人能力变化。同一批人在两个相互独立的年度中被观测：个案、质检、调查与测评各不相同。",
    ),
    "jumps": Text(
        "Nobody's ability moves but for two in five, who are lastingly better or worse from the"
        " thirteenth of 24 months on.",
        "24个月中，除五分之二的人自第13个月起持续变好或变差外，其余人能力不变。",
    ),
    "drifting_difficulty": Text(
        "The difficulty of each issue type wanders from month to month; the model takes it as"
        " constant within the base window.",
        "各问题类型的难度逐月漂移，而模型假定其在基准期内不变。",
    ),
    "one_team": Text(
        "Each team is reviewed by one person alone, who reviews nobody else: severity cannot be"
        " told from the team.",
        "每个团队只由一人质检，且此人不评其他团队：无法区分评分宽严与团队水平。",
    ),
    "handful": Text(
        "Ten people: nothing about people in general can be learnt.",
        "仅十人：难以了解人群总体情况。",
    ),
    "tiny_volumes": Text(
        "Some four contacts a month and a review every third: most intervals must be wide.",
        "每月约四次联系，三个月一次质检：区间理应很宽。",
    ),
    "no_qa": Text("The QA system exports nothing.", "质检系统没有任何导出。"),
    "no_lms_no_360": Text(
        "The LMS exports nothing and nobody gives 360 feedback.", "学习系统无导出，也无360度评估。"
    ),
    "no_surveys": Text("Customers are not asked.", "没有客户调查。"),
    "shift": Text(
        "What customers are content with changes at the thirteenth of 24 months: process and"
        " knowledge before, problem solving and mediation after. Weights may follow."
        " Twice as many people.",
        "24个月中，自第13个月起影响客户满意的能力改变：之前是流程与知识，之后是问题解决与调解。"
        "权重可随之调整。人数加倍。",
    ),
    "noise": Text(
        "Whether customers are content has nothing to do with anybody's ability. Weights may move"
        " up to ten points a month, and should not.",
        "客户是否满意与任何人的能力无关。权重每月最多可变动十个百分点，但不应变动。",
    ),
    "policies": Text(
        "People, growth and courses as in the simulator: its 16 courses, or 40 like them with"
        " seats for all, with few seats, with long chains of prerequisites, or of which somebody"
        " learns the less the nearer he is to their level. Every month all are planned anew on"
        " beliefs from noisy evidence and on estimated effects; what becomes of them is judged by"
        " the truth. The same people, with the same luck and seats, follow paths; a uniform"
        " curriculum in the catalogue's order, basics first; one in the order of what is believed"
        " to help all most a minute; weakest dimension first; or nothing. The hours are those of"
        " paths: shared evenly in a uniform curriculum, else person by person; what somebody cannot"
        " use goes to the others, and by the end of no month are there more. Months are restricted"
        " means: who is not there after twelve counts twelve. Beside them: after how many months"
        " as many are there on paths as otherwise, at the lower of both shares after the year.",
        "人员、成长与课程同模拟器：16门课程，或40门同类课程（名额充足、名额紧张、先修链长，或越接近"
        "课程水平收获越少）。每月依据带噪声的证据与课程效果估计重新规划，结果按真值评判。同样的人员、"
        "随机性与名额下，分别采用：学习路径；按目录顺序（先基础）的统一课程；按估计的每分钟总体收益"
        "排序的统一课程；先补最弱项；不培训。学时与学习路径相同：统一课程平均分配，先补最弱项则逐人相同；"
        "个人用不完的分给他人，任一月末的累计学时均不多于学习路径。月数为限制平均值：十二个月内未达到者按"
        "十二计。另列：两者达到同等升级比例（取年末较低者）各需几个月。",
    ),
}

FIGURE_NAMES = {
    "composite_rmse": Text("Error of the composite (RMSE)", "综合得分误差（RMSE）"),
    "rmse_ratio": Text("Error against raw averages", "误差与原始平均值之比"),
    "oracle_ratio": Text(
        "Oracle told the best weights, against raw", "已知最优权重时与原始平均值之比"
    ),
    "dimension_rmse": Text("Error of a dimension (RMSE)", "单项能力误差（RMSE）"),
    "coverage": Text("90 % intervals that hold the truth", "90% 区间包含真值的比例"),
    "coverage_fifth": Text("90 % intervals, by volume", "90% 区间，按证据量五等分"),
    "dimension_coverage": Text("90 % intervals", "90% 区间"),
    "hardness_plain": Text("Error with case hardness", "误差与个案难度的相关"),
    "hardness": Text("Error with hardness at equal ability", "误差与个案难度的相关（能力相同时）"),
    "tier_exact": Text("On the true tier", "等级与真实等级一致"),
    "tier_within_one": Text("Within one of the true tier", "与真实等级相差不超过一级"),
    "tiers_out_of_order": Text("Tiers where true ability falls", "真实能力反降的等级数"),
    "insufficient": Text("Not placed: too little evidence", "因证据不足未定级"),
    "retest_same": Text("Same tier in both drawings", "两次观测等级相同"),
    "retest_within_one": Text("Within one tier of each other", "两次观测相差不超过一级"),
    "retest_correlation": Text("Correlation of both drawings", "两次观测得分的相关"),
    "changes": Text("Tier changes a person-year", "每人年等级变动次数"),
    "reversals": Text("Reversals a person-year", "每人年等级反复次数"),
    "jump_months": Text("Months until a jump is followed", "跃变后等级跟进所需月数"),
    "jump_followed": Text("Jumps followed within 6 months", "6个月内得到跟进的跃变"),
    "importance_before": Text("Error of importance, settled", "重要性误差（稳定后）"),
    "importance_after": Text("Error 6 months after the change", "业务变化六个月后的误差"),
    "importance_coverage": Text("90 % intervals of importance", "重要性的90%区间包含真值的比例"),
    "importance_estimated": Text("Months with enough to say", "证据充足的月份"),
    "largest_step": Text("Largest step of a weight in a month", "权重单月最大变动"),
    "step_over_limit": Text("Step beyond its limit", "变动超出步长限制"),
    "outside_bounds": Text("Beyond bounds, or a sum not 1", "超出上下限或合计不为1"),
    "next_tier_months": Text("Months to the next tier", "升至下一等级所需月数"),
    "next_tier_ratio": Text("Months to the next tier, ratio", "升级所需月数之比"),
    "same_share": Text("Months until as many are there", "同等比例人员升级所需月数"),
    "ratio_by_kind": Text("Ratio to uniform", "与统一课程之比"),
    "published_months": Text("Months to next tier, published", "发布等级升级所需月数"),
    "independent": Text("'Independent' or above at the end", "年末达到独立级及以上"),
    "training_hours": Text("Hours of training a person", "人均培训学时"),
    "gap_an_hour": Text("Gap closed an hour, points", "每学时弥补的加权差距（分）"),
}

PARTS = {
    "published": Text("published tier", "发布的等级"),
    "composite_alone": Text("by composite alone", "仅按综合得分"),
    **{str(n): Text(f"fifth {n}", f"第{n}组") for n in range(1, 6)},
    "uniform": Text("uniform curriculum", "统一课程"),
    "uniform_by_effect": Text("uniform, best first", "统一课程，收益优先"),
    "weakest_first": Text("weakest first", "先补最弱项"),
    "no_training": Text("no training", "不培训"),
    "own_catalogue": Text("16 courses", "16门课程"),
    "seats_plenty": Text("40 courses", "40门课程"),
    "seats_scarce": Text("40, seats scarce", "40门，名额紧张"),
    "long_chains": Text("40, long chains", "40门，先修链长"),
    "nearing_level": Text("40, fading effects", "40门，接近课程水平者收获少"),
    "process": Text("Process mastery", "流程掌握"),
    "knowledge": Text("Knowledge", "知识掌握"),
    "resolution": Text("Problem solving", "问题解决"),
    "mediation": Text("Mediation and emotion", "调解与情绪管理"),
    "relationship": Text("Customer relationship", "客户关系"),
    "growth": Text("Value growth", "价值成长"),
}

_SHARES = {
    "coverage", "coverage_fifth", "dimension_coverage", "tier_exact", "tier_within_one",
    "insufficient", "retest_same", "retest_within_one", "jump_followed", "importance_coverage",
    "importance_estimated", "independent",
}  # fmt: skip
_COUNTS = {"tiers_out_of_order", "jump_months"}
MINUS = "−"


def named(figure: Figure) -> Text:
    """The figure's name with its part.

    >>> named(Figure("ordinary", "coverage_fifth", 0.9, part="1")).en
    '90 % intervals, by volume: fifth 1'
    """
    name = FIGURE_NAMES[figure.key]
    if not figure.part:
        return name
    part = PARTS.get(figure.part, Text(figure.part, figure.part))
    return Text(f"{name.en}: {part.en}", f"{name.zh}：{part.zh}")


def value(key: str, number: float | None) -> str:
    """A value of a figure as people read it; a dash where there is none.

    >>> value("coverage", 0.904), value("rmse_ratio", 0.5512), value("jump_months", float("inf"))
    ('90.4 %', '0.551', '∞')
    """
    if number is None or math.isnan(number):
        return DASH
    if math.isinf(number):
        return "∞"
    if key in _SHARES:
        return f"{100 * number:.1f} %"
    shown = f"{abs(number):.0f}" if key in _COUNTS and number == int(number) else ""
    shown = shown or f"{abs(number):.3f}"
    return f"{MINUS}{shown}" if number < 0 and float(shown) else shown


def bounds(figure: Figure) -> str:
    """What is promised of a figure.

    >>> bounds(Figure("ordinary", "coverage", 0.9, low=0.87, high=0.93))
    '87.0 % … 93.0 %'
    """
    low, high = figure.low, figure.high
    if low is not None and high is not None:
        return f"{value(figure.key, low)} … {value(figure.key, high)}"
    if low is not None:
        return f"≥ {value(figure.key, low)}"
    return "" if high is None else f"≤ {value(figure.key, high)}"
