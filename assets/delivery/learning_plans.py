"""`learning_plans.csv`: the competencies an agent works on, until when, and by which courses.

Moodle makes learning plans on its pages, from templates and cohorts, or over its web services; it
reads none from a file. The table serves such a service, and other systems: a row a plan and
competency, with the id numbers of `moodle_competency_framework.csv`.
"""

from collections.abc import Sequence

from assets.delivery.csv_text import csv_bytes
from assets.delivery.items import Item
from assets.delivery.moodle_framework import competency_id


def learning_plans_csv(items: Sequence[Item]) -> bytes:
    """The file's content, by agent and competency; courses are joined by `|`."""
    found: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        if item.is_open and item.dimension:
            found.setdefault((item.agent_id, item.dimension), []).append(item)
    return csv_bytes(
        ("agent_id", "competency_idnumber", "due", "course_ids"),
        (
            (
                agent,
                competency_id(dimension),
                max((i.due for i in own if i.due is not None), default=None),
                "|".join(i.course_id for i in own),
            )
            for (agent, dimension), own in sorted(found.items())
        ),
    )
