"""`xapi_statements.jsonl`: one statement a course sent, for a learning record store.

The verb is ADL's `registered`. A statement's id is made of the item's key and its revision, and all
it says stays while they do: a store that has it keeps one and refuses nothing. A new revision voids
the one before, a withdrawal the last (xAPI 1.0.3, part 2, 2.3.2). Actors are account ids, never
names. What others enrolled in the LMS is the LMS's to report.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from assets.delivery.items import ROOT, Item

# xAPI asks for an address of the system that holds the account.
_ACCOUNTS = "https://ladder.invalid"
_REGISTERED = {
    "id": "http://adlnet.gov/expapi/verbs/registered",
    "display": {"en-US": "registered", "zh-CN": "已登记"},
}
# The one verb that a store itself understands.
_VOIDED = {
    "id": "http://adlnet.gov/expapi/verbs/voided",
    "display": {"en-US": "voided", "zh-CN": "已作废"},
}


def statement_id(item: Item, revision: int) -> str:
    """Id of the statement that a revision of the item made.

    A UUID of version 5, as the item's key is.
    """
    return str(uuid5(NAMESPACE_URL, f"{ROOT}:assignment:{item.key}:{revision}"))


def registered(item: Item) -> dict[str, Any]:
    """The statement that an agent is registered for a course."""
    dates = {
        f"{ROOT}:{name}": value.isoformat()
        for name, value in (("planned-start", item.start), ("due", item.due))
        if value is not None
    }
    definition: dict[str, Any] = {"type": "http://adlnet.gov/expapi/activities/course"}
    if item.title:
        definition["name"] = {"und": item.title}
    context: dict[str, Any] = {"platform": "ladder"}
    if dates:
        context["extensions"] = dates
    if item.session_id:
        session = {"id": f"{ROOT}:session:{quote(item.session_id, safe='')}"}
        context["contextActivities"] = {"grouping": [session]}
    return {
        "id": statement_id(item, item.revision),
        "actor": _account("agents", item.agent_id),
        "verb": _REGISTERED,
        "object": {
            "objectType": "Activity",
            "id": f"{ROOT}:course:{quote(item.course_id, safe='')}",
            "definition": definition,
        },
        "context": context,
        "timestamp": _midnight(item.sent_on),
    }


def voided(item: Item, revision: int) -> dict[str, Any]:
    """The statement that takes back what a revision of the item had stated."""
    target = statement_id(item, revision)
    last = not item.is_open and revision == item.revision
    return {
        "id": str(uuid5(NAMESPACE_URL, f"{ROOT}:voiding:{target}")),
        "actor": _account("systems", "ladder"),
        "verb": _VOIDED,
        "object": {"objectType": "StatementRef", "id": target},
        "timestamp": _midnight(item.state_since if last else item.sent_on),
    }


def xapi_statements(items: Sequence[Item]) -> bytes:
    """The file's content, one statement a line; each id once."""
    lines = (
        json.dumps(statement, ensure_ascii=False, sort_keys=True)
        for item in items
        if item.is_ours
        for statement in _statements(item)
    )
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _statements(item: Item) -> Iterator[dict[str, Any]]:
    for revision in range(item.revision):
        yield voided(item, revision)
    yield registered(item) if item.is_open else voided(item, item.revision)


def _account(kind: str, name: str) -> dict[str, Any]:
    return {"objectType": "Agent", "account": {"homePage": f"{_ACCOUNTS}/{kind}", "name": name}}


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
