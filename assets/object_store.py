"""Speaks to a bucket (S3 API): lists, reads, writes and removes objects below one prefix.

Credentials, region and endpoint come from where every AWS tool takes them, never from us. What the
service answers is put into words in `object_store_errors`.
"""

import hashlib
import mimetypes
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from assets.object_store_address import StoreAddress
from assets.object_store_errors import StoreError, in_words
from assets.object_store_pool import THREADS

_CHUNK = 1 << 20
_IN_PARTS_FROM = 64 << 20
_TRIES = 3
_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY


class StoredObject(NamedTuple):
    """An object as a listing has it; its name is the key below the prefix."""

    name: str
    etag: str
    size: int
    modified: datetime


@dataclass(frozen=True)
class Encryption:
    """How the service shall encrypt what is written, where the bucket's own default is not enough.

    Attributes:
        algorithm: `AES256`, `aws:kms` or `aws:kms:dsse`.
        kms_key: id of the key, for the two latter; None: the account's own.
    """

    algorithm: str
    kms_key: str | None = None

    def arguments(self) -> dict[str, str]:
        """As a request has it.

        >>> Encryption("AES256").arguments()
        {'ServerSideEncryption': 'AES256'}
        """
        key = {"SSEKMSKeyId": self.kms_key} if self.kms_key else {}
        return {"ServerSideEncryption": self.algorithm, **key}


class Store(Protocol):
    """Objects below one prefix. Every method raises StoreError, which names bucket and key."""

    address: StoreAddress

    def list(self, below: str = "") -> Iterator[StoredObject]:
        """Objects whose name begins so."""

    def find(self, name: str) -> tuple[StoredObject, str | None]:
        """One object and the SHA-256 it was written with, if that is known."""

    def read(self, name: str) -> tuple[bytes, str]:
        """A small object's content, and its ETag."""

    def download(self, found: StoredObject, path: Path, told: Callable[[int], None] = ...) -> str:
        """Write an object to a file of this account alone that is not there yet; its SHA-256."""

    def write(self, name: str, content: bytes, over: str | None) -> None:
        """Put a small object in place of the one with this ETag; None: where there is none."""

    def upload(self, path: Path, name: str, sha256: str) -> None:
        """Put a file."""

    def remove(self, names: Iterable[str]) -> None:
        """Remove objects; those that are not there are no error."""

    def keeps_versions(self) -> bool | None:
        """Tell whether what is removed or replaced is kept there; None where that is not told."""


def open_store(address: StoreAddress, encryption: Encryption | None = None) -> "S3Store":
    """Make a client; nothing is sent yet.

    Raises:
        StoreError: the client library is not installed, or the environment's settings are no good.
    """
    try:
        session, config = import_module("boto3.session"), import_module("botocore.config")
    except ModuleNotFoundError as error:
        raise StoreError(
            f"{address}: object storage needs the extra `s3`: `make s3` in a checkout, else "
            '`pip install "ladder[s3]"`'
        ) from error
    with _in_words(address):
        client = session.Session().client(
            "s3",
            config=config.Config(
                connect_timeout=10, max_pool_connections=THREADS, retries={"mode": "standard"}
            ),
        )
    return S3Store(address, client, encryption)


class S3Store:
    """A `Store` on a service that speaks the S3 API.

    Args:
        address: bucket and prefix.
        client: of boto3; used by several threads.
        encryption: for what is written.
    """

    def __init__(
        self, address: StoreAddress, client: Any, encryption: Encryption | None = None
    ) -> None:
        self.address = address
        self.client = client
        self._extra = encryption.arguments() if encryption else {}

    def list(self, below: str = "") -> Iterator[StoredObject]:
        """Objects whose name begins so; a request for each thousand."""
        prefix = self.address.key(below)
        start = len(self.address.key(""))
        with _in_words(self.address):
            pages = self.client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.address.bucket, Prefix=prefix):
                for one in page.get("Contents", ()):
                    yield StoredObject(
                        one["Key"][start:], one["ETag"], one["Size"], one["LastModified"]
                    )

    def find(self, name: str) -> tuple[StoredObject, str | None]:
        """One object and the SHA-256 it was written with, if that is known."""
        with _in_words(self.address, name):
            one = self.client.head_object(**self._of(name))
        found = StoredObject(name, one["ETag"], one["ContentLength"], one["LastModified"])
        return found, one["Metadata"].get("sha256")

    def read(self, name: str) -> tuple[bytes, str]:
        """A small object's content, and its ETag."""
        with _in_words(self.address, name):
            found = self.client.get_object(**self._of(name))
            return found["Body"].read(), found["ETag"]

    def download(
        self,
        found: StoredObject,
        path: Path,
        told: Callable[[int], None] = lambda count: None,
    ) -> str:
        """Write an object to a file of this account alone that is not there yet; its SHA-256.

        A connection that breaks is tried again. What was changed since the listing is refused.

        Args:
            found: the object as it was listed.
            path: the file.
            told: called with how many bytes have come, less than nothing where they come again.
        """
        for tries_left in reversed(range(_TRIES)):
            came = 0
            digest = hashlib.sha256()
            try:
                with _in_words(self.address, found.name):
                    body = self.client.get_object(**self._of(found.name), IfMatch=found.etag)
                    with os.fdopen(os.open(path, _NEW, 0o600), "wb") as file:
                        for chunk in body["Body"].iter_chunks(_CHUNK):
                            file.write(chunk)
                            digest.update(chunk)
                            came += len(chunk)
                            told(len(chunk))
                return digest.hexdigest()
            except BaseException as error:
                path.unlink(missing_ok=True)
                told(-came)
                if not (came and tries_left and isinstance(error, StoreError)):
                    raise
        raise AssertionError  # the last try returned or raised

    def write(self, name: str, content: bytes, over: str | None) -> None:
        """Put a small object in place of the one with this ETag; None: where there is none."""
        only = {"IfNoneMatch": "*"} if over is None else {"IfMatch": over}
        with _in_words(self.address, name):
            self.client.put_object(
                **self._of(name),
                Body=content,
                ContentType="application/json",
                CacheControl="no-cache",
                **only,
                **self._extra,
            )

    def upload(self, path: Path, name: str, sha256: str) -> None:
        """Put a file; a large one in parts."""
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        extra = {"ContentType": kind, "Metadata": {"sha256": sha256}, **self._extra}
        with _in_words(self.address, name):
            if path.stat().st_size < _IN_PARTS_FROM:
                with path.open("rb") as file:
                    self.client.put_object(**self._of(name), Body=file, **extra)
            else:
                place = self._of(name)
                self.client.upload_file(str(path), *place.values(), ExtraArgs=extra)

    def remove(self, names: Iterable[str]) -> None:
        """Remove objects, a thousand a request."""
        keys = [self.address.key(name) for name in names]
        for start in range(0, len(keys), 1000):
            some = [{"Key": key} for key in keys[start : start + 1000]]
            with _in_words(self.address):
                answer = self.client.delete_objects(
                    Bucket=self.address.bucket, Delete={"Objects": some, "Quiet": True}
                )
            for error in answer.get("Errors", ()):
                raise StoreError(
                    f"s3://{self.address.bucket}/{error['Key']} could not be removed "
                    f"({error['Code']}): it takes the right to s3:DeleteObject; then run it again"
                )

    def keeps_versions(self) -> bool | None:
        """Tell whether what is removed or replaced is kept there; None where that is not told."""
        try:
            with _in_words(self.address):
                answer = self.client.get_bucket_versioning(Bucket=self.address.bucket)
        except StoreError:
            return None
        return answer.get("Status") is not None

    def _of(self, name: str) -> dict[str, str]:
        return {"Bucket": self.address.bucket, "Key": self.address.key(name)}


@contextmanager
def _in_words(address: StoreAddress, name: str = "") -> Iterator[None]:
    """Say plainly what the service or the way to it did not do."""
    try:
        yield
    except Exception as error:
        said = in_words(error, f"s3://{address.bucket}", address.key(name))
        if said is None:
            raise
        raise said from error
