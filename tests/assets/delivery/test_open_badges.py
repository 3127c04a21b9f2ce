"""Open Badges: what the standard asks for is there, what names somebody is not."""

import hashlib
import json
from datetime import datetime

import pandas as pd
import pytest

from assets.delivery.open_badges import open_badges
from competency.loading import load_framework

#: Required properties of the classes used, by the data model of Open Badges 3.0 (1EdTech, 1.0.13).
REQUIRED = {
    "AchievementCredential": {"@context", "id", "type", "name", "issuer", "validFrom",
                              "credentialSubject"},
    "Profile": {"id", "type"},
    "AchievementSubject": {"type", "achievement"},
    "Achievement": {"id", "type", "name", "description", "criteria"},
    "IdentityObject": {"type", "hashed", "identityHash", "identityType"},
    "Evidence": {"type"},
}  # fmt: skip


def missing(badge: dict) -> list[str]:
    """What the standard requires and the badge lacks."""
    subject = badge.get("credentialSubject", {})
    parts = [
        ("AchievementCredential", badge),
        ("Profile", badge.get("issuer", {})),
        ("AchievementSubject", subject),
        ("Achievement", subject.get("achievement", {})),
        *(("IdentityObject", one) for one in subject.get("identifier", [])),
        *(("Evidence", one) for one in badge.get("evidence", [])),
    ]
    lacking = [f"{kind}.{name}" for kind, part in parts for name in REQUIRED[kind] - set(part)]
    if "id" not in subject and not subject.get("identifier"):
        lacking.append("AchievementSubject.id or identifier")
    if badge.get("@context", [None])[0] != "https://www.w3.org/ns/credentials/v2":
        lacking.append("first context")
    if not {"VerifiableCredential", "OpenBadgeCredential"} <= set(badge.get("type", [])):
        lacking.append("types")
    return lacking


def marts(**changed) -> dict[str, pd.DataFrame]:
    row = {
        "agent_id": "A7", "course_id": "C/1", "state": "valid", "evidence_hash": "ab" * 32,
        "issued_on": pd.Timestamp("2026-01-05"), "expires_on": pd.Timestamp("2027-01-05"),
    } | changed  # fmt: skip
    other = row | {"agent_id": "A1", "expires_on": pd.NaT, "state": "expiring"}
    return {
        "framework": pd.DataFrame(
            [{"name": "x", "framework_json": load_framework().model_dump_json()}]
        ),
        "courses": pd.DataFrame([{"course_id": "C/1", "title": '合规 "A" <b>'}]),
        "certificates": pd.DataFrame([row, other, row | {"agent_id": "A2", "state": "expired"}]),
    }


@pytest.fixture(scope="module")
def badges() -> list[dict]:
    return [json.loads(line) for line in open_badges(marts()).decode().splitlines()]


def test_what_the_standard_requires_is_there(badges):
    assert [missing(badge) for badge in badges] == [[], []]


@pytest.mark.parametrize("part", ["id", "issuer", "validFrom", "credentialSubject", "type"])
def test_what_lacks_a_part_is_caught(badges, part):
    assert missing({key: value for key, value in badges[0].items() if key != part})


def test_the_recipient_is_hashed_and_no_id_of_a_person_stands_in_it(badges):
    text = open_badges(marts()).decode()
    assert '"A7"' not in text
    identity = badges[1]["credentialSubject"]["identifier"][0]
    proof = hashlib.sha256(("A7" + identity["salt"]).encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${proof}"


def test_only_what_holds_is_a_badge_and_only_what_ends_has_an_end(badges):
    assert len(badges) == 2
    assert "validUntil" not in badges[0]
    assert badges[1]["validUntil"] == "2027-01-05T23:59:59Z"
    assert datetime.fromisoformat(badges[1]["validFrom"]).tzinfo is not None
    assert badges[1]["credentialSubject"]["achievement"]["id"] == "urn:ladder:course:C%2F1"


def test_ids_stay_while_all_stays_and_a_renewal_is_new(badges):
    assert [json.loads(x) for x in open_badges(marts()).splitlines()] == badges
    renewed = json.loads(open_badges(marts(evidence_hash="cd" * 32)).splitlines()[1])
    assert renewed["id"] != badges[1]["id"]
    assert len({badge["id"] for badge in badges}) == 2


def test_nothing_signed_is_claimed(badges):
    assert not any("proof" in badge for badge in badges)


def test_no_certificates_is_an_empty_file():
    assert open_badges({}) == b""
