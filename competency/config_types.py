"""Building blocks of the configuration's models: strict base, bounded numbers, words in en and zh.

What a centre configures with them: `framework`, `ladder_rules`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
Points = Annotated[float, Field(ge=0, le=100)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Count = Annotated[int, Field(ge=0)]
#: A day somebody may mean: a year given as 26 or 20226 is a slip.
Day = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2099, 12, 31))]


class Model(BaseModel):
    """Frozen, and strict about unknown keys and numbers that are none."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Text(Model):
    """The same words in English and Chinese."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)
