"""`ladder forecast` shows the months ahead as now and as assumed, and changes nothing."""

import contextlib
import json

import duckdb
import pytest
from click.testing import CliRunner

from assets.published_result import Opened, ResultError
from pipelines.cli import ladder as ladder_command
from pipelines.commands import forecast
from tests.made_up_ladder import centre


@pytest.fixture
def published(monkeypatch):
    """A result with a ladder, opened without a warehouse."""

    def put(frame):
        @contextlib.contextmanager
        def opened(out, marts):
            with duckdb.connect() as connection:
                connection.execute("create schema marts")
                connection.register("given", frame)
                connection.execute("create table marts.agent_ladder as select * from given")
                yield Opened(out, connection, {"as_of": "2025-12-31"})

        monkeypatch.setattr(forecast, "open_result", opened)

    return put


def run(*words):
    return CliRunner().invoke(ladder_command, ["forecast", "--out", "x", *words])


def test_assumed_hiring_stands_beside_what_is_learned(published):
    published(centre(2))
    done = run("--hires", "20", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    people = {
        (row["scenario"], row["period"]): row["expected"]
        for row in told["rows"]
        if row["measure"] == "people"
    }
    assert len(people) == 6
    assert people["assumed", "2026-03-01"] > people["as_now", "2026-03-01"] + 40


@pytest.mark.parametrize("language", ["en", "zh"])
def test_text_has_a_line_a_figure(published, language):
    published(centre(2))
    done = run("--language", language, "--leaving", "0.1")
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert ("情景" in lines[0]) is (language == "zh")
    assert any(line.startswith("assumed") and "tier_3" in line for line in lines)


def test_too_few_months_say_so(published):
    frame = centre(2)
    published(frame[frame["period"] == "2025-12-01"])
    done = run()
    assert (done.exit_code, "too few months" in done.stderr) == (2, True)


def test_without_a_result_it_says_so(monkeypatch):
    def nothing(out, marts):
        raise ResultError("no published result")

    monkeypatch.setattr(forecast, "open_result", nothing)
    assert run().exit_code == 2
    assert run("--leaving", "2").exit_code == 2
