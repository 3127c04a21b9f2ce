"""Where an object's key may lie as a file: nothing leads out of a folder, nothing lies on another.

Pure: no storage and no folder is asked.
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from unicodedata import category

#: Bytes of one name that every file system in use takes.
LONGEST = 255
#: Unicode's control characters, NUL among them, and halves of characters.
_UNSEEN = {"Cc", "Cs"}


def refusal(key: str) -> str | None:
    r"""Say why a key cannot be a file's path; None where it can.

    >>> refusal("crm/agents.csv") is None
    True
    >>> refusal("../agents.csv")
    'leads out of the folder'
    """
    parts = key.split("/")
    found = {
        "holds a control character": any(category(one) in _UNSEEN for one in key),
        "holds a backslash": "\\" in key,
        "begins with a slash": key.startswith("/"),
        "leads out of the folder": ".." in parts,
        "has a part without a name": not {"", "."}.isdisjoint(parts),
        f"has a part longer than {LONGEST} bytes": any(
            len(part.encode(errors="replace")) > LONGEST for part in parts
        ),
    }
    return next((why for why, is_so in found.items() if is_so), None)


def refused_keys(keys: Iterable[str]) -> dict[str, str]:
    """Keys that cannot be files side by side, and why.

    >>> refused_keys(["crm/agents.csv", "crm", "a//b"])
    {'crm': 'is a folder of other objects as well', 'a//b': 'has a part without a name'}
    """
    every = list(keys)
    why = {key: said for key in every if (said := refusal(key)) is not None}
    folders = {
        str(folder) for key in every if key not in why for folder in PurePosixPath(key).parents
    }
    return {
        key: why.get(key, "is a folder of other objects as well")
        for key in every
        if key in why or key in folders
    }


def is_hidden(key: str) -> bool:
    """Tell whether an export folder's reader would pass it over: hidden files, Excel's locks.

    >>> is_hidden("crm/.agents.csv.swp"), is_hidden("crm/agents.csv")
    (True, False)
    """
    return any(part.startswith((".", "~$")) for part in key.split("/"))


def meant_paths(key: str) -> set[str]:
    r"""Paths that a refused key may have been meant for: its odd parts left away, or followed.

    >>> sorted(meant_paths("/crm\\lms/..//interactions.csv"))
    ['crm/interactions.csv', 'crm/lms/interactions.csv']
    """
    seen = "".join(one for one in key if category(one) not in _UNSEEN)
    parts = [part for part in re.split(r"[/\\]+", seen) if part not in ("", ".")]
    followed: list[str] = []
    for part in parts:
        if part == "..":
            del followed[-1:]
        else:
            followed.append(part)
    return {"/".join(followed), "/".join(part for part in parts if part != "..")}
