"""Settles before planning what is fixed, what has to be taken by when, and what is ruled out.

The order of what counts: started courses stay; a red card, tier or language rules a course out;
then managers' decisions, drawn waves, and the limit of failed attempts; then what is mandatory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from competency import path_words
from competency.catalogue import Course
from competency.history import OpenEnrolment
from competency.learners import Bar, Kept, Learner, Person, Wanted
from competency.overrides import Override
from competency.path_setting import Setting
from competency.path_words import Words

#: A course failed longer ago than this is like any other course, and so is one for a product
#: launched longer ago.
_RETAKE_DAYS = _NEW_DAYS = 90


def settle(setting: Setting, person: Person, decisions: Mapping[str, Override]) -> Learner:
    """Return the learner, with managers' decisions (by course) followed where that can be."""
    learner = Learner(person)
    for course_id in sorted(person.history.open):
        open_ = person.history.open[course_id]
        if not _movable(setting, person, open_, decisions.get(course_id)):
            learner.kept[course_id] = _kept(setting, person, open_)
    _waves(setting, learner)
    for one in sorted(decisions.values(), key=lambda one: (one.decided_at, one.override_id)):
        _decide(setting, learner, one)
    _new_products(setting, learner)
    for course in setting.courses:
        _need(setting, learner, course)
    return learner


def _begun(setting: Setting, open_: OpenEnrolment) -> bool:
    session = setting.timetable.by_id.get(open_.session_id or "")
    return open_.minutes_spent > 0 or (
        session is not None and session.starts.date() <= setting.as_of
    )


def _movable(
    setting: Setting, person: Person, open_: OpenEnrolment, decision: Override | None
) -> bool:
    """Tell whether an enrolment is one we sent that has not begun: it may still be moved.

    Once its first day has come it stays, unless a manager decides on it or the course is closed.
    """
    if _begun(setting, open_):
        return False
    sent = person.sent.get(open_.course_id)
    course = setting.catalogue.courses.get(open_.course_id)
    closed = course is not None and (course.red_card or not course.active)
    if open_.course_id in person.withdrawn:
        return True
    return sent is not None and (sent.start > setting.as_of or decision is not None or closed)


def _kept(setting: Setting, person: Person, open_: OpenEnrolment) -> Kept:
    rules, as_of = setting.framework.paths, setting.as_of
    course = setting.catalogue.courses.get(open_.course_id)
    minutes = course.minutes if course else rules.default_minutes
    left = max(0, round(minutes - open_.minutes_spent))
    session = setting.timetable.by_id.get(open_.session_id or "")
    sent = person.sent.get(open_.course_id)
    if session is not None:
        start, due = session.starts.date(), session.ends.date()
    else:
        began = open_.enrolled_on or as_of
        due = sent.due if sent else began + dt.timedelta(days=rules.enrolled_due_days)
        start = max(began, as_of)
        # On a working day, unless that would be too late.
        start = min(setting.weeks.calendar.from_day(start), max(start, due))
    overdue = due < as_of
    status: Literal["overdue", "enrolled"] = "overdue" if overdue else "enrolled"
    words = path_words.enrolled(overdue)
    if course is not None and course.red_card:
        words = words.then(path_words.closed(course))
    elif course is not None and _is_new(setting, course):
        words = words.then(_product_words(setting, course))
    elif course is not None and course.mandatory:
        words = words.then(path_words.mandatory(course.course_id in person.history.completed))
    begun = _begun(setting, open_)
    return Kept(start, due, left, status, words, session, open_.session_id, begun)


def _new_products(setting: Setting, learner: Learner) -> None:
    """Have courses for new products taken at once; those taught in sessions, in the first one."""
    rules, history = setting.framework.paths, learner.person.history
    start = setting.weeks.calendar.from_day(setting.as_of + dt.timedelta(days=1))
    for course in setting.courses:
        key = course.course_id
        settled = key in learner.kept or key in learner.barred or key in history.completed
        if course.launched is None or settled or learner.closed_to(course):
            continue
        if not _is_new(setting, course) or _spent(setting, learner.person, key):
            continue
        due = (course.launched + dt.timedelta(hours=rules.new_product_hours)).date()
        words = _product_words(setting, course)
        ready = all(history.holds(one, setting.as_of) for one in course.prerequisites)
        if setting.timetable.has_sessions(key) or key in learner.earliest or not ready:
            learner.wanted[key] = Wanted(due, words, firm=True)
        else:
            learner.wanted.pop(key, None)
            status: Literal["overdue", "planned"] = "overdue" if due < setting.as_of else "planned"
            last = due if status == "overdue" else max(due, start)
            learner.kept[key] = Kept(start, last, course.minutes, status, words)


def _is_new(setting: Setting, course: Course) -> bool:
    """Tell whether a course is for a product launched lately or within the horizon."""
    if course.launched is None:
        return False
    day = course.launched.date()
    return day <= setting.horizon and (setting.as_of - day).days <= _NEW_DAYS


def _product_words(setting: Setting, course: Course) -> Words:
    launched = course.launched or dt.datetime.min
    due = (launched + dt.timedelta(hours=setting.framework.paths.new_product_hours)).date()
    return path_words.new_product(course.product or course.title, due, due <= setting.as_of)


def _spent(setting: Setting, person: Person, course: str) -> bool:
    """Tell whether a course was failed so often that a human decides."""
    attempts = person.history.failed.get(course, [])
    return len(attempts) >= setting.framework.paths.maximum_attempts


def _waves(setting: Setting, learner: Learner) -> None:
    person, as_of = learner.person, setting.as_of
    for arm in person.arms:
        key = arm.course_id
        over = arm.ends_on is not None and arm.ends_on <= as_of
        taken = key in learner.kept or person.history.holds(key, as_of)
        if over or taken or _spent(setting, person, key):
            continue
        if arm.starts_on is not None and arm.starts_on <= setting.last_monday:
            lead = dt.timedelta(days=setting.framework.paths.mandatory_lead_days)
            due = max(arm.starts_on, as_of) + lead
            learner.wanted[key] = Wanted(due, path_words.wave(arm.wave_id))
            learner.earliest[key] = arm.starts_on
        elif arm.ends_on is None or arm.ends_on > setting.last_monday:
            learner.barred[key] = "wave"
        else:
            learner.earliest[key] = arm.ends_on


def _decide(setting: Setting, learner: Learner, one: Override) -> None:
    """Follow one decision, or note why it can't be followed."""
    key = one.course_id
    if key in learner.kept and one.action != "pin":
        learner.notes[one.override_id] = _stays(learner.kept[key])
        return
    if one.action == "exclude":
        _bar(learner, key, "excluded")
    elif one.action == "postpone":
        if one.not_before is None:
            learner.notes[one.override_id] = path_words.lacks("not_before")
        elif one.not_before > setting.last_monday:
            _bar(learner, key, "postponed")
        else:
            learner.earliest[key] = max(one.not_before, learner.earliest.get(key, one.not_before))
    elif one.action == "pin":
        _pin(setting, learner, one, key)
    elif one.action == "replace":
        if one.replacement_id is None:
            learner.notes[one.override_id] = path_words.lacks("replacement_id")
        elif (
            one.replacement_id in learner.kept
            or learner.person.history.holds(one.replacement_id, setting.as_of)
            or _pin(setting, learner, one, one.replacement_id)
        ):
            _bar(learner, key, "excluded")
    else:
        learner.notes[one.override_id] = path_words.unknown_action(one.action)


def _bar(learner: Learner, course: str, why: Bar) -> None:
    learner.barred[course] = why
    learner.wanted.pop(course, None)


def _pin(setting: Setting, learner: Learner, one: Override, key: str) -> bool:
    """Have a course taken; False, with a note, where it is not to be had."""
    course = setting.catalogue.courses.get(key)
    if learner.person.history.holds(key, setting.as_of):
        learner.notes[one.override_id] = path_words.TAKEN
        return False
    if key in learner.kept:
        # It is on the path as it is; only another session is more than can be had.
        if one.session_id not in (None, learner.kept[key].session_id):
            learner.notes[one.override_id] = _stays(learner.kept[key])
        return False
    if course is None or learner.closed_to(course):
        left_out = key in setting.catalogue.left_out
        learner.notes[one.override_id] = path_words.closed(course, left_out)
        return False
    if one.session_id is not None and not _to_come(setting, one.session_id, key):
        learner.notes[one.override_id] = path_words.NO_SESSION
        return False
    learner.barred.pop(key, None)
    due = one.valid_until or setting.horizon
    words = path_words.pinned(one.decided_by, one.reason)
    learner.wanted[key] = Wanted(due, words)
    if one.session_id is not None:
        learner.pinned[key] = one.session_id
    return True


def _stays(kept: Kept) -> Words:
    """Say why a course can't be moved: begun, or enrolled in the LMS by others."""
    return path_words.STARTED if kept.begun else path_words.BY_OTHERS


def _to_come(setting: Setting, session_id: str, course: str) -> bool:
    """Tell whether a session is one of the course, in the horizon."""
    found = setting.timetable.by_id.get(session_id)
    return (
        found is not None
        and found.course_id == course
        and setting.weeks.start <= found.starts.date() <= found.ends.date() <= setting.horizon
    )


def _need(setting: Setting, learner: Learner, course: Course) -> None:
    """Note a course as wanted: mandatory, failed lately, or a certificate the ladder asks for."""
    person, key = learner.person, course.course_id
    rules, as_of = setting.framework.paths, setting.as_of
    failed = person.history.failed.get(key, [])
    if key in learner.wanted or key in learner.kept or key in learner.barred:
        return
    if _spent(setting, person, key):
        learner.barred[key] = "human_decision"
    if key in learner.barred or learner.closed_to(course):
        return
    lead = as_of + dt.timedelta(days=rules.mandatory_lead_days)
    lately = failed and (as_of - failed[-1]).days <= _RETAKE_DAYS
    if lately and not person.history.holds(key, as_of):
        due = failed[-1] + dt.timedelta(days=rules.retrain_days)
        words = path_words.retake(len(failed), rules.maximum_attempts)
        learner.wanted[key] = Wanted(due, words, firm=True)
        return
    certificate = _certificate(setting, person, key)
    if not course.mandatory and not certificate:
        return
    until = person.history.valid_until.get(key)
    if key in person.history.valid_until and (until is None or until > setting.horizon):
        return
    again = until is not None
    due = until if until is not None and until >= as_of else lead
    words = path_words.mandatory(again)
    if not course.mandatory:
        words = path_words.certificate(setting.framework, certificate, again)
        due = due if again else setting.horizon
    sent = person.sent.get(key)
    if sent is not None and not again:
        due = min(due, sent.due)
    learner.wanted[key] = Wanted(due, words, firm=course.mandatory or again)


def _certificate(setting: Setting, person: Person, course: str) -> int:
    """Return the tier, held or next, that asks for a certificate of the course; 0: none."""
    tiers = setting.framework.ladder.tiers
    if person.standing is None or person.standing.tier is None:
        return 0
    for tier in range(1, min(person.tier + 1, len(tiers)) + 1):
        if course in tiers[tier - 1].certificates:
            return tier
    return 0
