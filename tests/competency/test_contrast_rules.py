import pytest
from pydantic import ValidationError

from competency.contrast_rules import ContrastRules


def test_ends_have_to_rise():
    assert ContrastRules(tenure_days=(10, 20)).tenure_days == (10, 20)
    for ends in ((30, 30), (90, 30), (0, 5), ()):
        with pytest.raises(ValidationError, match="tenure_days"):
            ContrastRules(tenure_days=ends)
