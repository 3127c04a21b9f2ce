"""Puts what object storage refuses, or does not answer, into words: what, where, what to do."""

import sys
from typing import Any


class StoreError(RuntimeError):
    """Object storage did not do what was asked; names bucket and key, never a credential."""


class StoreObjectGone(StoreError):
    """There is no such object."""


class StoreObjectChanged(StoreError):
    """The object is not the one that was listed."""


_SET_CREDENTIALS = (
    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give this machine a role"
)
_REFUSED_CREDENTIALS = {
    "AuthFailure",
    "ExpiredToken",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidToken",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
    "UnrecognizedClientException",
}
_NO_CREDENTIALS = {
    "CredentialRetrievalError",
    "NoCredentialsError",
    "PartialCredentialsError",
    "ProfileNotFound",
    "SSOTokenLoadError",
    "TokenRetrievalError",
    "UnauthorizedSSOTokenError",
}
_NO_ANSWER = (
    "ConnectTimeoutError",
    "ConnectionClosedError",
    "ConnectionError",
    "EndpointConnectionError",
    "HTTPClientError",
    "ProxyConnectionError",
    "ReadTimeoutError",
)
_BROKEN_OFF = {"IncompleteReadError", "ResponseStreamingError"}


def in_words(error: BaseException, bucket: str, key: str) -> StoreError | None:
    """Word an error of the client library; None where it is none of its own.

    Args:
        error: what was raised.
        bucket: as an address, `s3://NAME`.
        key: of the object; empty where it was about the bucket.

    >>> in_words(OSError("No space left on device"), "s3://centre", "a") is None
    True
    """
    where = f"{bucket}/{key}" if key else bucket
    if isinstance(error, ValueError) and str(error).startswith("Invalid endpoint"):
        return StoreError(
            f"{where}: AWS_ENDPOINT_URL is no address such as https://storage.example.org"
        )
    library: Any = sys.modules.get("botocore.exceptions")
    if library is None:
        return None  # what is not loaded has raised nothing
    # What sends large files in parts packs the error once more, as no `from` does.
    if type(error).__name__ == "S3UploadFailedError" and error.__context__ is not None:
        error = error.__context__
    if isinstance(error, library.ClientError):
        answer = error.response
        status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return _refused(str(answer.get("Error", {}).get("Code", "")), status, bucket, where)
    if not isinstance(error, library.BotoCoreError):
        return None
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return _not_sent(type(error).__name__, kinds, where)


def _refused(code: str, status: int | None, bucket: str, where: str) -> StoreError:
    if code == "NoSuchBucket":
        return StoreError(
            f"{bucket} is no bucket at this endpoint: check its name, AWS_ENDPOINT_URL and "
            "AWS_REGION, or make it"
        )
    if code in ("PreconditionFailed", "412", "ConditionalRequestConflict"):
        return StoreObjectChanged(f"{where} was changed meanwhile; run again")
    if code in ("NoSuchKey", "404", "NotFound"):
        return StoreObjectGone(f"{where} is not there")
    if code in _REFUSED_CREDENTIALS:
        return StoreError(
            f"{where}: the credentials in use are refused ({code}): {_SET_CREDENTIALS}"
        )
    if status == 403 and code != "RequestTimeTooSkewed":
        return StoreError(
            f"{where}: access denied ({code}): reading takes the rights s3:ListBucket and "
            "s3:GetObject, shipping s3:PutObject and s3:DeleteObject as well; ask whoever owns "
            "the bucket"
        )
    hint = {
        "RequestTimeTooSkewed": "set this machine's clock",
        "PermanentRedirect": "set AWS_REGION to the bucket's region",
        "AuthorizationHeaderMalformed": "set AWS_REGION to the bucket's region",
        "NotImplemented": "this service lacks what was asked; docs/object_storage.md says what for",
    }.get(code, "run again later" if status is None or status >= 500 else "see what it says")
    return StoreError(f"{where}: the service answered {status} {code}: {hint}")


def _not_sent(name: str, kinds: set[str], where: str) -> StoreError:
    if name == "NoRegionError":
        return StoreError(f"{where}: no region is known; set AWS_REGION")
    if kinds & _NO_CREDENTIALS:
        return StoreError(f"{where}: no credentials were found ({name}): {_SET_CREDENTIALS}")
    if kinds & _BROKEN_OFF:
        return StoreError(f"{where}: the connection broke off while it was read; run again")
    if "SSLError" in kinds:
        return StoreError(
            f"{where}: the endpoint's certificate is not trusted: check AWS_ENDPOINT_URL and "
            "AWS_CA_BUNDLE"
        )
    if kinds.intersection(_NO_ANSWER):
        late = "did not answer in time" if "Timeout" in name else "cannot be reached"
        return StoreError(
            f"{where}: the endpoint {late} ({name}): check AWS_ENDPOINT_URL and the network, "
            "then run again"
        )
    return StoreError(f"{where}: the request could not be made ({name}): check the AWS settings")
