import datetime as dt

import pytest

from competency.milestones import Shown, progress
from competency.new_hire_words import next_step
from competency.on_duty import Gate, Standing

HIRED = dt.date(2026, 3, 2)
PASSED = Standing("passed", 1, HIRED, exhausted=False)
OPEN = Standing("open", 0, exhausted=False)
FAILED = Standing("failed", 2, exhausted=False)
EXHAUSTED = Standing("failed", 3, exhausted=True)
UNKNOWN = Standing()
ALL = Shown(frozenset({"base"}), 20, 1)


def say(framework, written, simulation, contacts=0, shown=ALL, day=0, unavailable=()):
    as_of = HIRED + dt.timedelta(days=day)
    weeks = [
        progress(one, shown, HIRED, as_of, unavailable) for one in framework.on_duty.milestones
    ]
    return next_step(framework, Gate(written, simulation), contacts, weeks)


@pytest.mark.parametrize(
    ("case", "en", "zh"),
    [
        pytest.param(
            {"written": OPEN, "simulation": OPEN},
            "Have the written test and the simulation passed before duty: not attempted yet.",
            "请安排笔试和模拟考核，通过后方可上岗：尚未参加。",
            id="both open",
        ),
        pytest.param(
            {"written": PASSED, "simulation": OPEN, "contacts": 1},
            "Have the simulation passed before duty: not attempted yet, 1 contact was handled "
            "without clearance.",
            "请安排模拟考核，通过后方可上岗：尚未参加，未获准上岗已处理1次服务。",
            id="open with a contact",
        ),
        pytest.param(
            {"written": OPEN, "simulation": FAILED, "contacts": 12},
            "Retrain, then repeat the simulation before duty: 2 of 3 attempts are used, "
            "12 contacts were handled without clearance.",
            "补训后重考模拟考核，通过后方可上岗：已用2/3次机会，未获准上岗已处理12次服务。",
            id="failed comes before open",
        ),
        pytest.param(
            {"written": FAILED, "simulation": EXHAUSTED},
            "Decide on retraining or another position: 3 attempts at the simulation brought "
            "no pass.",
            "请决定补训或调整岗位：模拟考核已考3次仍未通过。",
            id="a human decides first",
        ),
        pytest.param(
            {"written": FAILED, "simulation": UNKNOWN},
            "Retrain, then repeat the written test before duty: 2 of 3 attempts are used.",
            "补训后重考笔试，通过后方可上岗：已用2/3次机会。",
            id="known before unknown",
        ),
        pytest.param(
            {"written": UNKNOWN, "simulation": UNKNOWN, "contacts": None},
            "Check by hand whether the written test and the simulation were passed: the exports "
            "show no test that fits on_duty.written and on_duty.simulation of the configuration.",
            "请人工核实笔试和模拟考核是否通过：导出数据中没有符合配置"
            "on_duty.written、on_duty.simulation的测评。",
            id="unknown",
        ),
        pytest.param(
            {"written": PASSED, "simulation": PASSED, "shown": Shown(), "day": 7},
            "Milestone of week 1 is late (Process, due 2026-03-08): complete a course of the base "
            "layer or pass a test of it.",
            "第1周里程碑已逾期（流程，应于2026-03-08前完成）：完成基础层课程或通过该层测评。",
            id="late",
        ),
        pytest.param(
            {
                "written": PASSED,
                "simulation": PASSED,
                "shown": Shown(frozenset({"base"}), 19),
                "day": 3,
            },
            "Milestone of week 2 is next (Basic contacts alone, due 2026-03-15): 1 more routine "
            "contact to handle.",
            "下一个里程碑为第2周（独立处理基础业务，应于2026-03-15前完成）："
            "还需独立处理1次常规业务。",
            id="next",
        ),
        pytest.param(
            {
                "written": PASSED,
                "simulation": PASSED,
                "shown": Shown(routine_contacts=20),
                "day": 10,
                "unavailable": ["lms/courses", "lms/assessments"],
            },
            "Milestone of week 3 is next (Review of a complex case, due 2026-03-22): 1 more review "
            "of a complex contact to hold.",
            "下一个里程碑为第3周（复杂案例复盘，应于2026-03-22前完成）：还需完成1次复杂案例复盘。",
            id="what can be seen comes before what cannot",
        ),
        pytest.param(
            {
                "written": PASSED,
                "simulation": PASSED,
                "shown": Shown(frozenset({"base"}), 20),
                "day": 40,
                "unavailable": ["qa/reviews"],
            },
            "Check milestone of week 3 by hand (Review of a complex case): the exports cannot "
            "show it.",
            "请人工核实第3周里程碑（复杂案例复盘）：导出数据无法显示。",
            id="unseen",
        ),
        pytest.param(
            {"written": PASSED, "simulation": PASSED, "contacts": 4},
            "Cleared for duty, and all milestones are shown: nothing is open.",
            "已获准上岗，各周里程碑均已完成，无待办事项。",
            id="nothing open",
        ),
    ],
)
def test_the_first_open_thing_is_said(framework, case, en, zh):
    assert tuple(say(framework, **case)) == (en, zh)
