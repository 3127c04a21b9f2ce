"""What an entry has to hold: about whom, against what. Else it is refused, in both languages."""

import json

from assets.report.text import Text, both
from pipelines.serve.entry import Asked, Refused, odd
from pipelines.serve.publication import Version
from pipelines.serve.scopes import RUN, is_oneself, knows
from pipelines.serve.subjects import Subjects, read_subjects

OWN = Text(
    "This is about yourself: another manager of the team decides, or an analyst with `names` and "
    "`may_approve`.",
    "涉及您本人：须由该团队的其他经理，或具有 names 与 may_approve 权限的分析师决定。",
)
OWN_PATH = Text(
    "This is about yourself: another manager of the team decides on your path.",
    "涉及您本人：您的路径须由该团队的其他经理决定。",
)


def require_known(here: Asked, agent_id: str) -> None:
    """Refuse what is about others, in the words for those who are not there at all."""
    if not knows(here.who, agent_id, here.version.site):
        raise Refused(
            404,
            both("you have nobody of the id '{id}'", "您的团队中没有编号为“{id}”的人", id=agent_id),
        )


def require_on_others(here: Asked, agent_id: str) -> None:
    """Refuse what is about others as `require_known` does, and what is about oneself."""
    require_known(here, agent_id)
    if is_oneself(here.who, agent_id, here.version.site):
        raise Refused(409, OWN_PATH)


def require_offered(given: dict[str, str], known: Subjects) -> None:
    """Refuse courses and sessions there are none of: the next run would, when nobody looks."""
    for name in ("course_id", "replacement_id"):
        if name in given and given[name] not in known.courses:
            raise odd(name, _no_course(given[name]))
    session = given.get("session_id")
    course = given.get("replacement_id") or given.get("course_id")
    if session is not None and known.sessions.get(session) != course:
        words = both(
            "course '{course}' has no session '{one}'",
            "课程“{course}”没有场次“{one}”",
            course=course,
            one=session,
        )
        raise odd("session_id", words)


def require_subject(given: dict[str, str], known: Subjects) -> None:
    """Refuse an appeal against nothing: its key must be one of its kind."""
    about, key = given.get("about", ""), given.get("subject")
    if about == "tier" and key is not None:
        raise odd("key", Text("the tier has none", "等级无需填写"))
    # Without a key it is the overall score; the record refuses kinds there are none of.
    if key is None and about in ("indicator", "path_item"):
        raise odd("key", Text("missing", "缺失"))
    kinds = ("score", "indicator", "path_item")
    if key is not None and about in kinds and key not in known.of(about):
        if about == "path_item":
            raise odd("key", _no_course(key))
        words = both("the result has none of the key '{key}'", "该结果中没有“{key}”", key=key)
        raise odd("key", words)


def _no_course(course: str) -> Text:
    return both("the catalogue has no course '{id}'", "课程目录中没有“{id}”", id=course)


def subjects_of(here: Asked, run_id: str) -> Subjects:
    """What the result somebody looked at was about: the published one, or an older one kept."""
    if run_id == here.run_id:
        return here.version.site.subjects
    for folder in sorted(here.version.folder.parent.iterdir(), reverse=True):
        content = Version(folder, here.version.site).read(RUN)
        if content is not None and json.loads(content).get("run_id") == run_id:
            return read_subjects(folder)
    words = Text("no published result that is still kept", "不是仍保留的已发布结果")
    raise odd("run_id", words)
