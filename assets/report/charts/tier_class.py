"""The style class of a tier, by which every chart and badge has its tint."""


def tier_class(tier: int | None) -> str:
    """The style class of a tier; None means too little evidence.

    >>> tier_class(3), tier_class(None)
    ('t3', 't0')
    """
    return f"t{tier or 0}"
