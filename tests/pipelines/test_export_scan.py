import pytest

from pipelines.export_scan import Listed, scan_exports

OLD = Listed("crm/interactions.csv", 1_000, 10)
NEW = Listed("crm/surveys.csv", 2_000, 10)
LATE = Listed("crm/complaints.csv", 500, 10)


def _keys(*listings: list[Listed]) -> list[bool]:
    """Whether each look at the folder asked for a run."""
    cursor, asked = None, []
    for listing in listings:
        scan = scan_exports(listing, cursor)
        cursor = scan.cursor
        asked.append(scan.run_key is not None)
    return asked


@pytest.mark.parametrize(
    ("listings", "expected"),
    [
        pytest.param([[]], [False], id="an empty folder asks for nothing"),
        pytest.param([[OLD]], [False], id="a file may still be arriving at the first look"),
        pytest.param([[OLD], [OLD]], [False, True], id="a file that stood still is new"),
        pytest.param([[OLD], [OLD], [OLD]], [False, True, False], id="once is enough"),
        pytest.param(
            [[OLD, NEW], [OLD, NEW], [OLD, NEW, LATE], [OLD, NEW, LATE]],
            [False, True, False, True],
            id="a late file with an old time stamp is seen",
        ),
        pytest.param(
            [[OLD], [OLD], [NEW], [NEW], [OLD], [OLD]],
            [False, True, False, True, False, True],
            id="a return to an earlier listing runs again",
        ),
        pytest.param(
            [[OLD], [OLD._replace(size=11)], [OLD._replace(size=12)]],
            [False, False, False],
            id="a growing file waits",
        ),
    ],
)
def test_when_a_run_is_asked_for(listings: list[list[Listed]], expected: list[bool]) -> None:
    assert _keys(*listings) == expected


def test_run_keys_never_repeat() -> None:
    cursor, keys = None, []
    for listing in ([OLD], [OLD], [NEW], [NEW], [OLD], [OLD]):
        scan = scan_exports(listing, cursor)
        cursor = scan.cursor
        keys += [scan.run_key] if scan.run_key else []
    assert len(keys) == 3
    assert len(set(keys)) == 3


def test_order_of_the_listing_does_not_matter() -> None:
    first = scan_exports([OLD, NEW], None)
    assert scan_exports([NEW, OLD], first.cursor).run_key is not None
