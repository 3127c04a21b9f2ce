"""What larger centres would need, from measured constants: the tables of docs/scale.md."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench_figures import Group, Line, groups_of
from bench_markdown import number, table
from bench_run import AFTER_MARTS, STAGES

#: Contacts that an agent has on a day, and days on which a year's work is done.
CONTACTS_A_DAY = 40
#: Within how many hours a day's data has to be through.
HOURS = 2
YEARS_KEPT = 2
#: What one request to object storage reads or writes at most.
REQUEST_MIB = 64
#: One machine of a size that can be had anywhere, to see what does not fit on it first.
CORES, MEMORY_GIB, DISK_TIB = 16, 128, 8
DAILY = (10_000_000, 100_000_000, 1_000_000_000)


@dataclass(frozen=True)
class Constants:
    """What a row and a person cost.

    Attributes:
        source: the case they were measured on, in words.
        export_bytes: of the exports, for each interaction with all that hangs on it.
        landing_bytes: of the landing, likewise.
        warehouse_bytes: of the warehouse, likewise.
        row_cpu: CPU seconds for a million interactions, by stage, less the fixed cost.
        row_mib: memory that a million interactions more took at the peak.
        agent_cpu: CPU seconds for a thousand agents, by stage.
        agent_mib: memory of a thousand agents more.
        fixed_cpu: CPU seconds of a run with next to nothing to do.
        agents_source: the case that the figures of agents were measured on.
    """

    source: str
    export_bytes: float
    landing_bytes: float
    warehouse_bytes: float
    row_cpu: dict[str, float]
    row_mib: float
    agent_cpu: dict[str, float]
    agent_mib: float
    fixed_cpu: float
    agents_source: str


def constants_of(lines: Sequence[Line]) -> Constants | None:
    """Measure them on the largest full case, Parquet where there is one, and on growth by agents.

    Returns:
        None where one of the two is not among the results.
    """
    full = [one for one in groups_of(lines, "full") if one.of("ladder") and one.of("ladder_fixed")]
    people = [one for one in groups_of(lines, "growth") if one.first["axis"] == "agents"]
    if not full or not people or not people[0].of("ladder"):
        return None
    group = max(full, key=lambda one: (one.first["interactions"], one.first["form"] == "parquet"))
    rows = group.first["interactions"] * 0.999
    few, many = _ends(people[0])
    agents = (many.first["agents"] - few.first["agents"]) / 1e3

    def of_row(figure: str, stage: str = "") -> float:
        more, less = (group.value(task, figure, stage) for task in ("ladder", "ladder_fixed"))
        return float(((more or 0.0) - (less or 0.0)) / rows)

    def of_agents(figure: str, stage: str = "") -> float:
        more, less = (one.value("ladder", figure, stage) for one in (many, few))
        return float(((more or 0.0) - (less or 0.0)) / agents)

    line = group.first
    return Constants(
        source=f"{line['interactions'] / 1e6:g} M interactions of {line['agents']:,} agents over "
        f"{line['months']} months, {line['form']}, less a run with 1/1000 of them",
        export_bytes=(group.fact("files", "bytes") or 0) / line["interactions"],
        landing_bytes=of_row("landing_bytes"),
        warehouse_bytes=of_row("warehouse_bytes"),
        row_cpu={stage: 1e6 * of_row("cpu", stage) for stage in STAGES},
        row_mib=1e6 * of_row("peak_sum_mib"),
        agent_cpu={stage: of_agents("cpu", stage) for stage in STAGES},
        agent_mib=of_agents("peak_sum_mib"),
        fixed_cpu=group.value("ladder_tiniest", "cpu") or 0.0,
        agents_source=f"{few.first['agents']:,} to {many.first['agents']:,} agents, "
        f"{many.first['interactions'] / 1e6:g} M interactions over {many.first['months']} months",
    )


def constants_table(lines: Sequence[Line]) -> str | None:
    """Constants as Markdown; None where they were not measured."""
    found = constants_of(lines)
    if found is None:
        return None
    rows = [
        ["exports, bytes an interaction 每条接触的导出字节", number(found.export_bytes)],
        ["landing, bytes an interaction 落地字节", number(found.landing_bytes)],
        ["warehouse, bytes an interaction 仓库字节", number(found.warehouse_bytes)],
        ["memory, MiB a million interactions 每百万条内存", number(found.row_mib)],
        ["memory, MiB a thousand agents 每千人内存", number(found.agent_mib)],
        ["fixed, CPU s a run 每次固定", number(found.fixed_cpu)],
    ]
    stages = [
        [stage, number(found.row_cpu[stage]), number(found.agent_cpu[stage])] for stage in STAGES
    ]
    return (
        table(["constant 常数", "measured 实测"], rows)
        + "\n\n"
        + table(
            [
                "stage 阶段",
                "CPU s a million interactions 每百万条",
                "CPU s a thousand agents 每千人",
            ],
            stages,
        )
        + f"\n\nRows: {found.source}. Agents: {found.agents_source}. "
        "A figure below zero is noise around nothing."
    )


def needs_table(lines: Sequence[Line]) -> str | None:
    """What larger days need; None where the constants were not measured."""
    found = constants_of(lines)
    if found is None:
        return None
    by_rows = sum(v for k, v in found.row_cpu.items() if k not in AFTER_MARTS)
    by_agents = sum(v for k, v in found.agent_cpu.items() if k not in AFTER_MARTS)
    pages = sum(v for k, v in found.agent_cpu.items() if k in AFTER_MARTS)
    columns = []
    for daily in DAILY:
        agents = daily / CONTACTS_A_DAY
        row_hours, agent_hours = by_rows * daily / 1e6 / 3600, by_agents * agents / 1e3 / 3600
        page_hours = pages * agents / 1e3 / 3600
        exported = found.export_bytes * daily
        columns.append(
            [
                number(agents),
                number(exported / 2**30),
                number(found.landing_bytes * daily * 365 * YEARS_KEPT / 2**40),
                number(row_hours),
                number(row_hours / HOURS),
                number(agent_hours),
                number(agent_hours / HOURS),
                number(page_hours),
                number(page_hours / HOURS),
                number(found.agent_mib * agents / 1e3 / 1024),
                number(exported / 2**20 / REQUEST_MIB),
            ]
        )
    heads = [
        f"agents, at {CONTACTS_A_DAY} contacts a day 坐席数",
        "exports a day, GiB 每日导出",
        f"landing of {YEARS_KEPT} years, TiB 两年落地",
        "rows: CPU hours a day 行:CPU 时",
        f"rows: cores for {HOURS} h 行:核数",
        "people up to marts: CPU hours 人:CPU 时",
        f"people up to marts: cores for {HOURS} h 人:核数",
        "pages, delivery: CPU hours 页面与交付",
        f"pages, delivery: cores for {HOURS} h 核数",
        "memory for all agents in one process, GiB 单进程内存",
        f"object storage: requests of {REQUEST_MIB} MiB a day 每日请求",
    ]
    rows = [[head, *(column[place] for column in columns)] for place, head in enumerate(heads)]
    return table(
        ["interactions a day 每日接触量", *(f"{daily / 1e6:,.0f} M" for daily in DAILY)], rows
    )


def limits_table(lines: Sequence[Line]) -> str | None:
    """At how many interactions a day each part outgrows one machine, the first one first.

    Rows use all cores. What is done for people runs in one process on one core, as it does today.
    """
    found = constants_of(lines)
    if found is None:
        return None
    seconds = HOURS * 3600

    def people(stages: list[str]) -> float:
        return sum(found.agent_cpu[stage] for stage in stages) / 1e3 / CONTACTS_A_DAY

    rows = sum(v for k, v in found.row_cpu.items() if k not in AFTER_MARTS) / 1e6
    needed = [stage for stage in STAGES if stage not in AFTER_MARTS]
    parts = {
        "rows: landing to marts, all cores 行,全部核": (seconds * CORES, rows),
        "people: up to marts, one core 人:到集市为止,单核": (seconds, people(needed)),
        "people: pages and delivery, one core 人:页面与交付,单核": (seconds, people(AFTER_MARTS)),
        "memory of all agents in one process 单进程内存": (
            MEMORY_GIB * 1024,
            found.agent_mib / 1e3 / CONTACTS_A_DAY,
        ),
        f"disk for {YEARS_KEPT} years of landing 两年落地磁盘": (
            DISK_TIB * 2**40,
            found.landing_bytes * 365 * YEARS_KEPT,
        ),
    }
    # A part whose cost is lost in noise sets no limit.
    ends = {part: room / cost for part, (room, cost) in parts.items() if cost > 0}
    told = [
        [part, number(daily / 1e6), number(daily / CONTACTS_A_DAY)]
        for part, daily in sorted(ends.items(), key=lambda one: one[1])
    ]
    head = ["part 部分", "M interactions a day 每日百万条", "agents 坐席数"]
    return table(head, told)


def _ends(group: Group) -> tuple[Group, Group]:
    by_agents: dict[int, list[Line]] = {}
    for line in group.of("ladder"):
        by_agents.setdefault(line["agents"], []).append(line)
    return Group(by_agents[min(by_agents)]), Group(by_agents[max(by_agents)])
