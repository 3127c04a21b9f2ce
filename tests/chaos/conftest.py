"""Two results without a fault, made once: what a trial begins with, and what it must end with."""

import shutil
from collections.abc import Callable, Iterator

import pytest

from assets.content_hash import require_whole
from assets.sample_exports import write_sample
from chaos.centre import Trial, Zygote, fresh
from competency.simulation.centre import simulate_centre
from competency.simulation.settings import SimulationSettings

LATE = "crm/interactions/2025-05.csv"


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """One forking process a test process."""
    process = Zygote()
    yield process
    process.close()


@pytest.fixture(scope="session")
def begin(zygote: Zygote, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Trial]:
    """Begin a trial: folders laid out as they are before the day's run."""
    root = tmp_path_factory.mktemp("chaos")
    day, templates = root / "day", root / "templates"
    centre = simulate_centre(SimulationSettings(agents=8, months=5, per_month=12, seed=1))
    write_sample(centre, day, truth=root / "truth")
    trial = Trial(zygote, root / "exports", root / "out", {}, {}, set())
    fresh(trial.exports, day)
    (trial.exports / LATE).unlink()
    assert trial.run() == 0, trial.said
    trial.before = require_whole((trial.out / "current").resolve())
    shutil.copytree(trial.out, templates, symlinks=True)
    fresh(trial.exports, day)
    assert trial.run() == 0, trial.said
    trial.expected = require_whole((trial.out / "current").resolve())
    assert trial.expected["content"] != trial.before["content"]
    trial.top = {path.name for path in trial.out.iterdir()}

    def lay_out() -> Trial:
        fresh(trial.exports, day)
        fresh(trial.out, templates)
        trial.logs.clear()
        trial.faults = 0
        return trial

    return lay_out


@pytest.fixture
def trial(
    begin: Callable[[], Trial], record_property: Callable[[str, object], None]
) -> Iterator[Trial]:
    """One trial; how many faults it had stands in the summary."""
    trial = begin()
    yield trial
    record_property("faults", trial.faults)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many faults were injected, and how many runs went through them."""
    tried: dict[str, list[int]] = {}
    for reports in list(terminalreporter.stats.values()):
        for report in reports:
            if getattr(report, "when", "") == "teardown":
                kind = report.nodeid.split("::")[0].rpartition("/")[2]
                said = dict(report.user_properties)
                tried.setdefault(kind, []).append(int(said.get("faults", 0)))
    for kind, faults in sorted(tried.items()):
        terminalreporter.write_line(f"{kind:<20} {sum(faults):>4} faults, {len(faults)} trials")
    every = [count for faults in tried.values() for count in faults]
    terminalreporter.write_line(f"{'together':<20} {sum(every):>4} faults, {len(every)} trials")
