import numpy as np
import pandas as pd
import pytest

from competency.editions import Editions, differences, editions_of, read_editions
from competency.errors import CompetencyError, MissingColumnsError

MAY = 2026 * 12 + 4


def later(framework, **changes):
    return framework.model_copy(update=changes)


def test_the_first_holds_for_all_before_and_each_from_its_month(framework):
    strict = later(framework, closure_hours=12.0)
    strictest = later(framework, closure_hours=6.0)
    editions = Editions((framework, strict, strictest), (MAY - 3, MAY, MAY + 2))
    assert editions.number([0, MAY - 1, MAY, MAY + 1, MAY + 2, MAY + 99]).tolist() == [
        0, 0, 1, 1, 2, 2,
    ]  # fmt: skip
    assert editions.at(MAY).closure_hours == 12
    assert editions.latest is strictest


def test_parts_cover_every_month_once_and_skip_what_is_not_in_force(framework):
    strict = later(framework, closure_hours=12.0)
    editions = Editions((framework, strict, framework), (0, MAY, MAY + 50))
    month = np.array([MAY, MAY - 1, MAY + 1, MAY - 2])
    parts = [(one.closure_hours, here.tolist()) for one, here in editions.parts(month)]
    assert parts == [(24, [1, 3]), (12, [0, 2])]
    assert list(editions.parts(np.zeros(0, np.int64))) == []


@pytest.mark.parametrize(
    ("count", "since"),
    [
        pytest.param(0, (), id="none"),
        pytest.param(2, (0,), id="a month too few"),
        pytest.param(3, (0, 9, 9), id="two in one month"),
        pytest.param(3, (0, 9, 8), id="backwards"),
    ],
)
def test_what_is_no_sequence_is_refused(framework, count, since):
    with pytest.raises(CompetencyError, match="editions"):
        Editions((framework,) * count, since)


def test_one_ladder_and_one_set_of_dimensions(framework):
    fewer = later(framework, dimensions=framework.dimensions[1:])
    assert differences(framework, framework) == []
    (reason,) = differences(framework, fewer)
    assert reason.startswith("dimensions: ['process', ")
    with pytest.raises(CompetencyError, match="do not go together: dimensions"):
        Editions((framework, fewer), (0, MAY))
    tiers = [one.model_copy(update={"key": f"{one.key}_2"}) for one in framework.ladder.tiers]
    other = later(framework, ladder=framework.ladder.model_copy(update={"tiers": tuple(tiers)}))
    assert differences(framework, other)[0].startswith("tiers: ")
    assert differences(framework, later(framework, time_zone="UTC"))[0].startswith("time_zone: ")


def test_landed_rows_are_read_in_the_order_of_time(framework):
    strict = later(framework, closure_hours=12.0)
    rows = pd.DataFrame(
        {
            "effective_from": pd.to_datetime(["2026-05-01", None]),
            "framework_json": [strict.to_json(), framework.to_json()],
        }
    )
    editions = read_editions(rows)
    assert editions.at(MAY - 1) == framework
    assert editions.at(MAY) == strict
    # As staged: the first holds from a day before everything.
    staged = rows.assign(effective_from=pd.to_datetime(["2026-05-01", "0001-01-01"]))
    assert read_editions(staged.astype({"effective_from": "datetime64[us]"})) == read_editions(
        rows.assign(effective_from=pd.to_datetime(["2026-05-01", "0001-01-01"]))
    )
    with pytest.raises(MissingColumnsError, match="framework_json"):
        read_editions(rows[["effective_from"]])


def test_what_the_exports_lack_is_off_in_all_of_them(framework):
    editions = Editions((framework, framework), (0, MAY)).available(["crm/surveys"])
    assert [one.indicator("satisfied").enabled for one in editions.frameworks] == [False, False]


def test_a_single_framework_is_the_edition_of_all_months(framework):
    assert editions_of(framework).at(0) is framework
    both = Editions((framework, framework), (0, MAY))
    assert editions_of(both) is both
