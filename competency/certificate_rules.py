"""Which courses give a certificate, when it ends soon, and who issues badges: `certificates`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from competency.config_types import Model

Days = Annotated[int, Field(ge=1, le=365)]


class BadgeIssuer(Model):
    """Who issues Open Badges: what stands in each as `issuer`."""

    id: Annotated[str, Field(pattern=r"^(https?|did|urn):\S+$")] = Field(
        default="urn:ladder:issuer", description="address of the issuer: a URL, a DID or a URN"
    )
    name: Annotated[str, Field(min_length=1)] = Field(
        default="Customer service centre 客服中心", description="name of the issuer"
    )


class CertificateRules(Model):
    """A course gives a certificate if its completion runs out, if it is mandatory, or if named."""

    courses: tuple[str, ...] = Field(
        default=(),
        description="further courses (id or title, with * and ?) that give a certificate",
    )
    mentor_courses: tuple[str, ...] = Field(
        default=("*mentor*", "*coaching others*", "*导师*", "*带教*"),
        description="courses (id or title, with * and ?) that certify a mentor",
    )
    warning_days: Days = Field(
        default=30, description="a certificate that ends within so many days ends soon"
    )
    issuer: BadgeIssuer = Field(default_factory=BadgeIssuer)
