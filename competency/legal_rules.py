"""Legal class of an indicator: what the law says about rating people by it, and who looked into it.

Terms are those of the EU AI Act (Regulation (EU) 2024/1689), the GDPR (Regulation (EU) 2016/679)
and China's Personal Information Protection Law (PIPL, 个人信息保护法). That a class other than
`ordinary` counts only with a documented review is a rule of `legal_config_rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from competency.config_types import Day, Model, Text

LegalClass = Literal["ordinary", "special_category", "prohibited_practice"]


class LegalReview(Model):
    """A review by somebody who may say that people may be rated by it, and where it is written."""

    by: str = Field(min_length=1, description="who reviewed it: counsel, data protection officer")
    date: Day = Field(description="day of the review")
    reference: str = Field(min_length=1, description="where it is kept, such as a file number")


@dataclass(frozen=True)
class LegalTerms:
    """A class in words: its name, and where the law says so."""

    name: Text
    law: Text


CLASSES: Mapping[LegalClass, LegalTerms] = {
    "ordinary": LegalTerms(
        Text(en="ordinary personal data", zh="一般个人信息"),
        Text(en="GDPR Art. 6; PIPL Art. 13", zh="GDPR第6条；《个人信息保护法》第13条"),
    ),
    "special_category": LegalTerms(
        Text(en="special category, sensitive", zh="特殊类别、敏感个人信息"),
        Text(
            en="biometric, health or similar data: GDPR Art. 9; PIPL Art. 28 and 29",
            zh="生物识别、健康等信息：GDPR第9条；《个人信息保护法》第28、29条",
        ),
    ),
    "prohibited_practice": LegalTerms(
        Text(en="prohibited practice in the EU", zh="欧盟禁止的实践"),
        Text(
            en="emotions of people at work inferred by machine from biometric data: "
            "EU AI Act Art. 5(1)(f)",
            zh="以机器由生物识别数据推断工作人员情绪：欧盟《人工智能法》第5条第1款(f)项",
        ),
    ),
}
