"""Where on object storage something lies: a bucket and a folder in it, never a credential."""

import re
from typing import NamedTuple

_ADDRESS = re.compile(r"s3://([A-Za-z0-9][A-Za-z0-9._-]{2,62})(?:/([^?#@]*))?")


class StoreAddress(NamedTuple):
    """A bucket and a folder in it.

    >>> StoreAddress.parse("s3://centre/exports/").key("crm/agents.csv")
    'exports/crm/agents.csv'
    >>> print(StoreAddress.parse("s3://centre"))
    s3://centre
    """

    bucket: str
    prefix: str

    @classmethod
    def parse(cls, text: str) -> "StoreAddress":
        """Read `s3://BUCKET` or `s3://BUCKET/PREFIX`.

        Raises:
            ValueError: it is something else, which is not repeated: it may hold a credential.
        """
        found = _ADDRESS.fullmatch(text)
        prefix = (found[2] or "").rstrip("/") if found else ""
        if found is None or "//" in prefix or prefix.startswith("/"):
            raise ValueError(
                "an address of object storage is s3://BUCKET or s3://BUCKET/PREFIX, without "
                "credentials: those are taken from the environment"
            )
        return cls(found[1], prefix)

    def key(self, name: str) -> str:
        """The whole key of what lies below the prefix."""
        return f"{self.prefix}/{name}" if self.prefix else name

    def __str__(self) -> str:
        """As it was given."""
        return f"s3://{self.bucket}" + (f"/{self.prefix}" if self.prefix else "")
