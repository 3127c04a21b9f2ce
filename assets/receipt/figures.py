"""Figures of the receipt as the page shows them; columns that add up do so as printed."""

from collections.abc import Sequence

from assets.report.numbers import DASH, signed

#: Factor, digits and suffix by unit of an indicator.
_UNITS = {"share": (100.0, 1, " %"), "minutes": (1.0, 2, " min"), "seconds": (1.0, 1, " s")}


def points(value: float | None, digits: int = 1) -> str:
    """A score or composite.

    >>> points(61.25), points(-0.01), points(None)
    ('61.2', '0.0', '–')
    """
    return DASH if value is None else f"{round(value, digits) + 0.0:.{digits}f}"


def share(value: float | None) -> str:
    """A weight; a tenth of a per cent only where there is one.

    >>> share(0.2), share(0.1234)
    ('20 %', '12.3 %')
    """
    return DASH if value is None else f"{round(value * 100, 1):g} %"


def natural(value: float | None, unit: str | None) -> str:
    """A figure in the natural unit of its indicator.

    >>> natural(0.6534, "share"), natural(6.372, "minutes"), natural(3.9, "points")
    ('65.3 %', '6.37 min', '3.90')
    """
    if value is None:
        return DASH
    factor, digits, suffix = _UNITS.get(unit or "", (1.0, 2, ""))
    return f"{round(value * factor, digits) + 0.0:.{digits}f}{suffix}"


def adjustment(raw: float | None, adjusted: float | None, unit: str | None) -> str:
    """The difference of two figures as they are shown beside it.

    >>> adjustment(0.6534, 0.5966, "share"), adjustment(0.5, 0.5, "share")
    ('−5.6', '0.0')
    """
    if raw is None or adjusted is None:
        return DASH
    factor, digits, _ = _UNITS.get(unit or "", (1.0, 2, ""))
    return signed(round(adjusted * factor, digits) - round(raw * factor, digits), digits)


def adding_up(parts: Sequence[float], digits: int = 2) -> list[float]:
    """Round parts so that they add up to their rounded sum (largest remainders first).

    >>> adding_up([0.334, 0.333, 0.333])
    [0.34, 0.33, 0.33]
    """
    unit = 10**digits
    scaled = [part * unit for part in parts]
    floors = [int(value // 1) for value in scaled]
    missing = round(sum(scaled)) - sum(floors)
    order = sorted(range(len(scaled)), key=lambda at: floors[at] - scaled[at])
    for at in order[:missing]:
        floors[at] += 1
    return [value / unit for value in floors]
