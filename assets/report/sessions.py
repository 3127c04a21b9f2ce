"""Dated sessions of courses: when they are and how many seats they have."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from assets.report.records import whole


@dataclass(frozen=True, kw_only=True)
class Session:
    """One session, in the centre's time zone; `seats` is None without a limit."""

    session_id: str
    starts: datetime
    ends: datetime | None
    seats: int | None

    @property
    def hours(self) -> str:
        """From when to when on its day."""
        if self.ends is None or self.ends.date() != self.starts.date():
            return f"{self.starts:%H:%M}"
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"


def load_sessions(marts: Mapping[str, pd.DataFrame]) -> dict[str, Session]:
    """Sessions by id; one without a time is left out."""
    frame = marts.get("sessions")
    if frame is None or frame.empty:
        return {}
    rows = zip(
        frame["session_id"].astype(str),
        pd.to_datetime(frame["starts_at"]),
        pd.to_datetime(frame["ends_at"]),
        frame["seats"].astype(object),
        strict=True,
    )
    return {
        key: Session(
            session_id=key,
            starts=starts.to_pydatetime(),
            ends=None if pd.isna(ends) else ends.to_pydatetime(),
            seats=None if pd.isna(seats) else whole(seats),
        )
        for key, starts, ends, seats in rows
        if not pd.isna(starts)
    }
