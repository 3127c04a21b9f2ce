"""Addresses of object storage."""

import pytest

from assets.object_store_address import StoreAddress


@pytest.mark.parametrize(
    ("text", "bucket", "prefix", "key"),
    [
        ("s3://centre", "centre", "", "a/b"),
        ("s3://centre/", "centre", "", "a/b"),
        ("s3://centre/2026/exports//", "centre", "2026/exports", "2026/exports/a/b"),
        ("s3://centre/导出", "centre", "导出", "导出/a/b"),
    ],
)
def test_bucket_and_prefix(text: str, bucket: str, prefix: str, key: str) -> None:
    address = StoreAddress.parse(text)
    assert address == (bucket, prefix)
    assert address.key("a/b") == key
    assert StoreAddress.parse(str(address)) == address


@pytest.mark.parametrize(
    "text",
    ["s3://", "s3:///exports", "s3://a//b", "s3://AKIA:s3cret@centre/x", "s3://centre/x?s3cret",
     "https://centre/x", "s3://centre/x@s3cret", "s3://ce ntre"],
)  # fmt: skip
def test_anything_else_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="s3://BUCKET/PREFIX") as refused:
        StoreAddress.parse(text)
    assert "s3cret" not in str(refused.value)
