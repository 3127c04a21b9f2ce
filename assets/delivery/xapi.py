"""`xapi_statements.jsonl`: one statement an assignment, for a learning record store.

The verb is ADL's `registered`. A statement's id is made of what it says, so a store that has it
already keeps one; the store ignores a new timestamp on the same id (xAPI 1.0.3, part 2, 2.3.1).
A changed date is a new statement. Actors are account ids, never names.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from assets.delivery.items import Item

# Ids of things in this system; `urn:` because nothing answers at an address.
_ROOT = "urn:ladder"
# xAPI asks for an address of the system that holds the account.
_ACCOUNTS = "https://ladder.invalid/agents"
_VERB = {
    "id": "http://adlnet.gov/expapi/verbs/registered",
    "display": {"en-US": "registered", "zh-CN": "已登记"},
}


def xapi_statement(item: Item, as_of: date) -> dict[str, Any]:
    """The statement that an agent is registered for a course."""
    dates = {
        f"{_ROOT}:{name}": value.isoformat()
        for name, value in (("planned-start", item.start), ("due", item.due))
        if value is not None
    }
    said = [item.agent_id, item.course_id, item.session_id, *sorted(dates.items())]
    definition: dict[str, Any] = {"type": "http://adlnet.gov/expapi/activities/course"}
    if item.title:
        definition["name"] = {"und": item.title}
    context: dict[str, Any] = {"platform": "ladder"}
    if dates:
        context["extensions"] = dates
    if item.session_id:
        session = {"id": f"{_ROOT}:session:{quote(item.session_id, safe='')}"}
        context["contextActivities"] = {"grouping": [session]}
    return {
        "id": str(uuid5(NAMESPACE_URL, f"{_ROOT}:assignment:{json.dumps(said)}")),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": _ACCOUNTS, "name": item.agent_id},
        },
        "verb": _VERB,
        "object": {
            "objectType": "Activity",
            "id": f"{_ROOT}:course:{quote(item.course_id, safe='')}",
            "definition": definition,
        },
        "context": context,
        "timestamp": f"{as_of.isoformat()}T00:00:00Z",
    }


def xapi_statements(items: Sequence[Item], as_of: date) -> bytes:
    """The file's content, one statement a line; each id once."""
    statements = {s["id"]: s for s in (xapi_statement(item, as_of) for item in items)}
    lines = (json.dumps(s, ensure_ascii=False, sort_keys=True) for s in statements.values())
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
