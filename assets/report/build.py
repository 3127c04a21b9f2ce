"""Writes the report: pages of the organisation, of each team and of each agent."""

import os
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd

from assets.report.complaints_page import complaints_content
from assets.report.content_page import content_content
from assets.report.courses_page import courses_content
from assets.report.foresight import foresight_content
from assets.report.library_page import library_content
from assets.report.measures_page import measures_content
from assets.report.organisation import organisation_content
from assets.report.people_page import people_content
from assets.report.quality_page import quality_content
from assets.report.reporting import Reporting, start_report
from assets.report.return_page import return_content
from assets.report.sampling_page import sampling_content
from assets.report.standards_page import standards_content
from assets.report.team_folders import write_folders, write_share
from assets.report.tuning_page import data_script, tuning_content

#: People whose pages are worth a process of their own: to start it takes seconds.
PEOPLE_A_PROCESS = 1000


def build_report(
    marts: Mapping[str, pd.DataFrame],
    run: Mapping[str, Any],
    out: Path,
    workbooks: Path | None = None,
    config_text: str | None = None,
    processes: int | None = None,
) -> Path:
    """Write all pages of a run.

    The same marts and the same run give the same bytes: no clock is read.

    Args:
        marts: frames by mart name, as published; a missing or empty one leaves its part blank.
        run: the content of run.json.
        out: folder of the report; made if it is not there.
        workbooks: folder with the managers' workbooks, of which each team's folder gets its own.
        config_text: the configuration as written, for analysts to change; None: not at hand.
        processes: that write people's pages; None: one for every thousand people, as the machine
            has processors.

    Returns:
        The path of `index.html`.

    Raises:
        OSError: a page cannot be written.
    """
    report = start_report(marts, run, out)
    report.site.share()
    if processes is None:
        processes = min(os.cpu_count() or 1, 1 + len(report.people) // PEOPLE_A_PROCESS)
    if processes == 1:
        write_folders(report, workbooks)
        return _write_rest(report, config_text)
    with ProcessPoolExecutor(processes - 1, mp_context=get_context("spawn")) as pool:
        others = [
            pool.submit(write_share, marts, run, out, workbooks, turn, processes)
            for turn in range(1, processes)
        ]
        write_folders(report, workbooks, 0, processes)
        index = _write_rest(report, config_text)
        for other in others:
            other.result()
    return index


def _write_rest(report: Reporting, config_text: str | None) -> Path:
    """Write the pages that name nobody."""
    marts, names, site = report.marts, report.names, report.site
    bench = tuning_content(marts, report.run, config_text)
    site.write("analysis/tuning.html", "tuning.html", bench=bench)
    if bench.data is not None:
        (site.out / "analysis" / "tuning-data.js").write_bytes(data_script(bench).encode("utf-8"))
    site.write("analysis/measures.html", "measures.html", **measures_content(marts, names))
    site.write("analysis/sampling.html", "sampling.html", **sampling_content(marts))
    site.write("library.html", "library.html", **library_content(marts, names))
    courses = courses_content(marts, names, report.people, report.as_of)
    site.write("courses.html", "courses.html", **courses)
    site.write("return.html", "return.html", **return_content(marts, names))
    quality = quality_content(marts, report.teams, report.period)
    site.write("quality.html", "quality.html", **quality)
    standards = standards_content(marts, names, report.teams, report.period)
    site.write("standards.html", "standards.html", **standards)
    complaints = complaints_content(marts, len(report.people))
    site.write("complaints.html", "complaints.html", **complaints)
    content = content_content(marts, names, report.people, report.as_of)
    site.write("content.html", "content.html", **content)
    people = people_content(marts, report.people, report.titles)
    site.write("people.html", "people.html", **people)
    whole = organisation_content(
        marts, report.run, names, report.teams, report.period, report.as_of
    )
    site.write(
        "foresight.html", "foresight.html", **foresight_content(marts, names, whole, report.as_of)
    )
    return site.write("index.html", "organisation.html", **whole)
