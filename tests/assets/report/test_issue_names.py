"""Names of issue types: words that may be broken at their spaces, translated where known."""

import pytest

from assets.report.issue_names import issue_name


@pytest.mark.parametrize(
    ("key", "en", "zh"),
    [
        ("promotion_coupon", "Promotions and coupons", "促销与优惠券"),
        (" Returns ", "Returns", "退换货"),
        ("late_parcel", "late parcel", "late parcel"),
        ("发票_补开", "发票 补开", "发票 补开"),
    ],
)
def test_known_types_are_translated_and_others_stand(key, en, zh):
    assert (issue_name(key).en, issue_name(key).zh) == (en, zh)
