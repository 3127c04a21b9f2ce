"""Decides from a listing of the exports folder whether there is something new. No clock."""

import hashlib
import json
from collections.abc import Iterable
from typing import NamedTuple


class Listed(NamedTuple):
    """One file as the folder lists it."""

    path: str
    modified_ns: int
    size: int


class Scan(NamedTuple):
    """What a look at the folder led to: a run key, or None, and the cursor to keep."""

    run_key: str | None
    cursor: str


def scan_exports(files: Iterable[Listed], cursor: str | None) -> Scan:
    """Ask for a run when the listing has changed and then stood still for one look.

    The whole listing is compared, not the newest time in it, so a file that arrives late with an
    old time stamp is seen. A serial number in the run key keeps Dagster from taking a return to an
    earlier listing (a file put back, a rerun wanted) for a run it has had.

    >>> first = scan_exports([Listed("crm/agents.csv", 1, 10)], None)
    >>> first.run_key is None  # still arriving, for all we know
    True
    >>> second = scan_exports([Listed("crm/agents.csv", 1, 10)], first.cursor)
    >>> second.run_key.endswith("-1")
    True
    >>> scan_exports([Listed("crm/agents.csv", 1, 10)], second.cursor).run_key is None
    True
    """
    state = json.loads(cursor) if cursor else {"seen": None, "done": None, "serial": 0}
    listing = sorted(files)
    digest = hashlib.sha256(json.dumps(listing).encode()).hexdigest()[:16]
    settled = digest == state["seen"]
    state["seen"] = digest
    if not listing or not settled or digest == state["done"]:
        return Scan(None, json.dumps(state))
    state["done"] = digest
    state["serial"] += 1
    return Scan(f"{digest}-{state['serial']}", json.dumps(state))
