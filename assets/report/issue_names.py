"""Names of issue types in both languages: common ones translated, any other as exports have it."""

from assets.report.text import Text

_KNOWN = {
    "account_access": Text("Account access", "账号登录"),
    "billing": Text("Billing", "账单"),
    "complaint_handling": Text("Complaint handling", "投诉处理"),
    "data_privacy": Text("Data privacy", "信息隐私"),
    "delivery_status": Text("Delivery status", "配送进度"),
    "order_change": Text("Order change", "订单修改"),
    "product_advice": Text("Product advice", "产品咨询"),
    "promotion_coupon": Text("Promotions and coupons", "促销与优惠券"),
    "refund": Text("Refund", "退款"),
    "returns": Text("Returns", "退换货"),
    "technical": Text("Technical", "技术问题"),
    "warranty": Text("Warranty", "保修"),
}


def issue_name(key: str) -> Text:
    """The name of an issue type.

    >>> issue_name("order_change").zh, issue_name("late_parcel").zh
    ('订单修改', 'late parcel')
    """
    plain = key.replace("_", " ")
    return _KNOWN.get(key.strip().lower(), Text(plain, plain))
