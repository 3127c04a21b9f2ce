"""Settings of certificates: what is refused."""

import pytest
from pydantic import ValidationError

from competency.certificate_rules import BadgeIssuer, CertificateRules
from competency.loading import load_framework


def test_the_shipped_configuration_says_the_defaults():
    assert load_framework().certificates == CertificateRules()


@pytest.mark.parametrize("address", ["", "a centre", "ftp://x", "https://a b"])
def test_an_issuer_is_an_address(address):
    with pytest.raises(ValidationError):
        BadgeIssuer(id=address)


@pytest.mark.parametrize("address", ["https://example.org/issuer", "did:web:example.org"])
def test_urls_and_dids_are_taken(address):
    assert BadgeIssuer(id=address).id == address


def test_a_warning_comes_before_the_end():
    with pytest.raises(ValidationError):
        CertificateRules(warning_days=0)
