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

    def put(frame, completed="date '2025-06-01'"):
        trained = {
            "enrollments": f"(values ('A1', 'L1', {completed}))"
            " t(agent_id, course_id, completed_at)",
            "course_effects": "(values ('L1', 'process', 900.0, 50.0))"
            " t(course_id, dimension, uplift, std_error)",
            "dimension_weights": "(values (date '2025-12-01', 'process', 1.0))"
            " t(period, dimension, weight)",
        }

        @contextlib.contextmanager
        def opened(out, marts):
            with duckdb.connect() as connection:
                connection.execute("create schema marts")
                connection.register("given", frame)
                connection.execute("create table marts.agent_ladder as select * from given")
                connection.execute(
                    "create table marts.agent_composites as"
                    " select agent_id, period, 2.0 as std_error from given"
                )
                for name, values in trained.items():
                    connection.execute(f"create table marts.{name} as select * from {values}")
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


def test_more_training_lifts_people_by_what_courses_do(published):
    published(centre(2))
    done = run("--training", "3", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert told["training"] == 3
    up = dict.fromkeys(("as_now", "assumed"), 0.0)
    for row in told["rows"]:
        if row["measure"] == "up":
            up[row["scenario"]] += row["expected"]
    assert up["assumed"] > up["as_now"] + 1


def test_without_a_course_that_is_known_other_training_is_not_foretold(published):
    published(centre(2), completed="null::date")
    done = run("--training", "2")
    assert (done.exit_code, "cannot be told" in done.stderr) == (2, True)
    assert run("--training", "1").exit_code == 0


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
