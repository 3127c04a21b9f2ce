"""Legal classes of the indicators: how many are ordinary, and which are restricted by law."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from assets.report.dates import day
from assets.report.names import Names
from assets.report.records import Record, records
from assets.report.text import Text, both, pair
from competency.legal_rules import CLASSES


@dataclass(frozen=True, kw_only=True)
class Restricted:
    """One indicator that is not ordinary; review None: there is none, so it is off."""

    name: Text
    legal_class: Text
    law: Text
    counts: bool
    review: Text | None


@dataclass(frozen=True, kw_only=True)
class LegalClasses:
    """How many indicators are ordinary, and the others."""

    ordinary: int
    restricted: list[Restricted]


def legal_classes(marts: Mapping[str, pd.DataFrame], names: Names) -> LegalClasses:
    """Classes of every indicator of the configuration, in its order."""
    rows = records(marts, "framework_indicators")
    restricted = [row for row in rows if legal_class(row) != "ordinary"]
    return LegalClasses(
        ordinary=len(rows) - len(restricted),
        restricted=[
            Restricted(
                name=names.indicator(row["indicator"]),
                legal_class=class_name(row),
                law=_law(row),
                counts=bool(row.get("enabled")),
                review=_review(row),
            )
            for row in restricted
        ],
    )


def legal_class(row: Record) -> str:
    """The class of a row of `framework_indicators`; results of earlier versions have none.

    >>> legal_class({"indicator": "escalated"})
    'ordinary'
    """
    return row.get("legal_class") or "ordinary"


def class_name(row: Record) -> Text:
    """The name of a row's class.

    >>> class_name({"legal_class": "prohibited_practice"}).en
    'prohibited practice in the EU'
    """
    key = legal_class(row)
    terms = CLASSES.get(key)  # type: ignore[call-overload]  a newer version may know more
    return Text(terms.name.en, terms.name.zh) if terms else Text(key, key)


def _law(row: Record) -> Text:
    terms = CLASSES.get(legal_class(row))  # type: ignore[call-overload]
    return Text(terms.law.en, terms.law.zh) if terms else Text("", "")


def _review(row: Record) -> Text | None:
    if not row.get("legal_review_by"):
        return None
    who, where = row["legal_review_by"], row.get("legal_review_reference") or ""
    when = day(row["legal_review_date"]) if row.get("legal_review_date") else Text("", "")
    named = pair(who, who)
    return both(
        "{when}, {who}: {where}", "{when}，{who}：{where}", when=when, who=named, where=where
    )
