"""What a contract field says beyond its type: references, privacy, time order; the base of rows.

Types of single cells are in `values`; the rows themselves in `crm`, `qa` and `lms`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from assets.contracts.values import Date, Time, blank_to_none

EARLIEST = datetime(2000, 1, 1)
LATEST = datetime(2100, 1, 1)


@dataclass(frozen=True)
class References:
    """The column holds a key of another table.

    Attributes:
        table: key of the parent table, such as `crm/agents`.
        column: its column, as a rule the first of its key.
        optional: an unknown value is a warning and becomes missing; the row is kept.
    """

    table: str
    column: str
    optional: bool = False


@dataclass(frozen=True)
class Happened:
    """The time is of something that has happened: after the horizon it is a `future_time`."""


@dataclass(frozen=True)
class Restricted:
    """The column names people: it is kept encrypted, apart from the rest (`assets.restricted`)."""


@dataclass(frozen=True)
class Pseudonym:
    """The column names somebody who need only be told from others: it lands as a keyed pseudonym.

    Attributes:
        kind: what is named; the same value of another kind has another pseudonym.
    """

    kind: str


@dataclass(frozen=True)
class TimeOrder:
    """`later` must not lie before `earlier`."""

    earlier: str
    later: str


@dataclass(frozen=True)
class ParentOrder:
    """`column` must not lie on a day before `parent_column` of the row that `via` points to."""

    column: str
    via: str
    parent_column: str


@dataclass(frozen=True)
class AtMost:
    """`column` must not exceed `limit`."""

    column: str
    limit: str


def comes_too_early(later: datetime | date, earlier: datetime | date) -> bool:
    """Tell whether `later` contradicts `earlier`; a bare day stands for any time of that day.

    >>> comes_too_early(datetime(2024, 3, 1), datetime(2024, 3, 1, 9))
    False
    >>> comes_too_early(datetime(2024, 3, 1, 8), datetime(2024, 3, 1, 9))
    True
    """
    if isinstance(later, datetime) and isinstance(earlier, datetime) and later.time() == time.min:
        return later.date() < earlier.date()
    return later < earlier


def _not_after_horizon(moment: datetime, info: ValidationInfo) -> datetime:
    horizon = (info.context or {}).get("horizon")
    if horizon is not None and moment > horizon:
        raise ValueError(f"{moment} lies in the future: the latest time allowed is {horizon}")
    return moment


AnyTime = Annotated[Time, Field(ge=EARLIEST, lt=LATEST)]
"""A time that may lie ahead, such as the start of a session."""
PastTime = Annotated[AnyTime, AfterValidator(_not_after_horizon), Happened()]
"""A time of something that has happened."""
AnyDate = Annotated[Date, Field(ge=EARLIEST.date(), lt=LATEST.date())]


class Row(BaseModel):
    """A row of an export. Fields without a default are required; blanks are missing values.

    Nothing is amiss where a whole table that is `optional` is not there.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    optional: ClassVar[bool] = False
    main_time: ClassVar[str | None] = None
    time_orders: ClassVar[tuple[TimeOrder, ...]] = ()
    parent_orders: ClassVar[tuple[ParentOrder, ...]] = ()
    limits: ClassVar[tuple[AtMost, ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _blanks_are_missing(cls, cells: Any) -> Any:
        if isinstance(cells, dict):
            return {name: blank_to_none(cell) for name, cell in cells.items()}
        return cells

    @model_validator(mode="after")
    def _columns_agree(self) -> Self:
        for order in self.time_orders:
            earlier, later = getattr(self, order.earlier), getattr(self, order.later)
            if earlier is not None and later is not None and comes_too_early(later, earlier):
                raise ValueError(f"{order.later} {later} lies before {order.earlier} {earlier}")
        for limit in self.limits:
            value, most = getattr(self, limit.column), getattr(self, limit.limit)
            if value is not None and most is not None and value > most:
                raise ValueError(f"{limit.column} {value} exceeds {limit.limit} {most}")
        return self
