"""Takes erased people out of the records that people enter into; seals are made anew."""

from pathlib import Path
from typing import Any

from assets.erased_people import RECORDS
from assets.redaction import ERASED, Redaction
from assets.sealed_lines import Rewritten, rewritten


def redacted_records(out: Path, redaction: Redaction) -> dict[Path, Rewritten]:
    """Records that are about somebody who is erased, as they are to be; nothing is written."""
    found = {}
    for make in RECORDS:
        path = make(out)
        one = rewritten(path, _Lines(redaction))
        if one is not None:
            found[path] = one
    return found


class _Lines:
    """Lines about somebody go, with the lines that answer them; elsewhere their id is taken out."""

    def __init__(self, redaction: Redaction) -> None:
        self._redaction = redaction
        self._gone: set[str] = set()

    def __call__(self, fields: dict[str, Any]) -> dict[str, Any] | None:
        own = {str(value) for key, value in fields.items() if key in ("override_id", "appeal_id")}
        if fields.get("agent_id") in self._redaction.people or own & self._gone:
            self._gone |= own
            return None
        for key, about in (("people", 0), ("lines", "agent_id")):
            if isinstance(fields.get(key), list):
                fields[key] = [
                    one for one in fields[key] if one[about] not in self._redaction.people
                ]
        without = {key: self._without(value) for key, value in fields.items()}
        if without.get("by") != fields.get("by") and "user" in fields:
            without["user"] = ERASED  # what they signed in as names them, too
        return without

    def _without(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._redaction.text(value)
        if isinstance(value, list):
            return [self._without(one) for one in value]
        if isinstance(value, dict):
            return {key: self._without(one) for key, one in value.items()}
        return value


def write_record(path: Path, one: Rewritten) -> None:
    """Put a record in the place of the one that was, whole, with its permissions."""
    mode = path.stat().st_mode & 0o777
    part = path.with_name(f".{path.name}.erasing")
    part.write_text(one.text, encoding="utf-8")
    part.chmod(mode)
    part.replace(path)
