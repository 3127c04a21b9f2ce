"""`open_badges.jsonl`: certificates that hold, as Open Badges 3.0 (1EdTech), one a line.

Each line is an AchievementCredential in the JSON-LD of the W3C's Verifiable Credentials 2.0. They
are not signed: whoever hands them out signs them with the issuer's key first. The recipient is a
salted hash of the agent's id, which hides it from nobody who has the roster.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from assets.delivery.items import ROOT
from assets.report.course_titles import course_titles
from assets.report.framework_words import setting
from assets.report.records import Record, records

CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


def open_badges(marts: Mapping[str, pd.DataFrame]) -> bytes:
    """The file's content: valid and soon ending certificates by agent and course."""
    issuer = setting(marts, "certificates", "issuer")
    if issuer is None:
        return b""
    titles = course_titles(marts)
    rows = [row for row in records(marts, "certificates") if row["state"] != "expired"]
    rows.sort(key=lambda row: (row["agent_id"], row["course_id"]))
    lines = (
        json.dumps(
            badge(row, titles.get(row["course_id"], row["course_id"]), issuer),
            ensure_ascii=False,
            sort_keys=True,
        )
        for row in rows
    )
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def badge(row: Record, title: str, issuer: Mapping[str, str]) -> dict[str, Any]:
    """The credential of a certificate; its id stays while all it says stays.

    Args:
        row: of the mart `certificates`.
        title: of the course.
        issuer: `id` and `name`, of the configuration's `certificates.issuer`.
    """
    said = [row[name] for name in ("agent_id", "course_id", "evidence_hash")]
    ends = row.get("expires_on")
    own = uuid5(NAMESPACE_URL, f"{ROOT}:badge:{json.dumps([*said, str(ends), dict(issuer)])}")
    salt = str(own)
    credential = {
        "@context": CONTEXT,
        "id": f"urn:uuid:{own}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": title,
        "issuer": {"id": issuer["id"], "type": ["Profile"], "name": issuer["name"]},
        "validFrom": _moment(row["issued_on"], "00:00:00"),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": identity_hash(row["agent_id"], salt),
                    "identityType": "systemId",
                    "salt": salt,
                }
            ],
            "achievement": {
                "id": f"{ROOT}:course:{quote(row['course_id'], safe='')}",
                "type": ["Achievement"],
                "achievementType": "Certificate",
                "name": title,
                "description": f"Completed: {title}",
                "criteria": {
                    "narrative": "Completed in the learning system and, where it has a test, "
                    "passed. 已在学习系统中完成；有测试的已通过。"
                },
            },
        },
        "evidence": [
            {
                "type": ["Evidence"],
                "name": "Rows of the learning system 学习系统记录",
                "narrative": f"SHA-256 {row['evidence_hash']}",
            }
        ],
    }
    if ends is not None:
        credential["validUntil"] = _moment(ends, "23:59:59")
    return credential


def identity_hash(identity: str, salt: str) -> str:
    """What a verifier compares: SHA-256 of identity and salt, as the standard writes it.

    >>> identity_hash("A1", "s")[:15]
    'sha256$2a265747'
    """
    return f"sha256${hashlib.sha256((identity + salt).encode('utf-8', 'replace')).hexdigest()}"


def _moment(day: date, time: str) -> str:
    return f"{day.isoformat()}T{time}Z"
