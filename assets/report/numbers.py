"""Numbers as people read them: rounded, with their unit, and a dash where there is none."""

from assets.report.text import Text

DASH = "–"


def score(value: float | None) -> str:
    """A score on the 0–100 scale, to a whole point.

    >>> score(61.6), score(None)
    ('62', '–')
    """
    return DASH if value is None else f"{value:.0f}"


def interval(lower: float | None, upper: float | None) -> str:
    """A range of scores.

    >>> interval(55.2, 68.0)
    '55–68'
    """
    return DASH if lower is None or upper is None else f"{lower:.0f}–{upper:.0f}"


def signed(value: float | None, digits: int = 1) -> str:
    """A change, with a real minus sign; what rounds to nothing has no sign.

    >>> signed(-2.04), signed(3.2), signed(-0.01)
    ('−2.0', '+3.2', '0.0')
    """
    if value is None:
        return DASH
    rounded = round(value, digits) or 0.0
    sign = "−" if rounded < 0 else "+" if rounded > 0 else ""
    return f"{sign}{abs(rounded):.{digits}f}"


def percent(value: float | None) -> str:
    """A share.

    >>> percent(0.834)
    '83 %'
    """
    return DASH if value is None else f"{value * 100:.0f} %"


def chance(value: float | None) -> str:
    """A probability, never shown as certain.

    >>> chance(0.997), chance(0.5), chance(0.001)
    ('> 99 %', '50 %', '< 1 %')
    """
    if value is None:
        return DASH
    if value > 0.99:
        return "> 99 %"
    return "< 1 %" if value < 0.01 else percent(value)


def minutes(value: int | None) -> Text:
    """Study time; from two hours on in hours.

    >>> minutes(90), minutes(150)
    (Text(en='90 min', zh='90 分钟'), Text(en='2.5 h', zh='2.5 小时'))
    """
    if value is None:
        return Text("length unknown", "时长未知")
    if value < 120:
        return Text(f"{value} min", f"{value} 分钟")
    hours = f"{value / 60:,.1f}".removesuffix(".0")
    return Text(f"{hours} h", f"{hours} 小时")


def ratio_change(value: float) -> str:
    """A ratio as a change in per cent; past five times as much nobody reads the figure.

    >>> ratio_change(0.6), ratio_change(1.204), ratio_change(77.0)
    ('−40 %', '+20 %', '> +400 %')
    """
    if value > 5:
        return "> +400 %"
    return f"{signed(100 * (value - 1), 0)} %"
