"""JSON paths of mapping files (`$.actor.mbox`), checked and spelled the way DuckDB reads them."""

import re

from assets.landing.mapping_errors import MappingError

_STEP = re.compile(r'\.(?:"([^"\\]+)"|([^\s."\[\]*]+))|\[(\d{1,4})\]')


def canonical_path(path: str) -> str:
    """Check a path and quote each of its keys.

    Raises:
        MappingError: Not a path of keys and places.

    >>> canonical_path('$.object.definition.name.en-US')
    '$."object"."definition"."name"."en-US"'
    >>> canonical_path('$.items[0]."https://a.b/c"')
    '$."items"[0]."https://a.b/c"'
    """
    steps, end = [], 1
    while path.startswith("$") and (match := _STEP.match(path, end)):
        quoted, plain, place = match.groups()
        steps.append(f"[{place}]" if place is not None else f'."{quoted or plain}"')
        end = match.end()
    if not steps or end != len(path):
        problem = f'not a JSON path: {path!r}; as in $.actor.mbox, $.items[0] or $.a."b.c"'
        raise MappingError(problem)
    return "$" + "".join(steps)
