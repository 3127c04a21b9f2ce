"""Days, weeks and months as people write them, in both languages."""

from datetime import date, timedelta

from assets.report.text import Text

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAYS_ZH = "一二三四五六日"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date | None, near: date | None = None) -> Text:
    """A day with its weekday; the year is left out when it is that of `near`.

    >>> day(date(2025, 11, 3), date(2025, 12, 1))
    Text(en='Mon 3 Nov', zh='11月3日（周一）')
    """
    if value is None:
        return Text("no date", "未定")
    here = near is not None and near.year == value.year
    weekday = value.weekday()
    return Text(
        f"{_DAYS[weekday]} {value.day} {_MONTHS[value.month - 1]}"
        + ("" if here else f" {value.year}"),
        ("" if here else f"{value.year}年")
        + f"{value.month}月{value.day}日（周{_DAYS_ZH[weekday]}）",
    )


def short_day(value: date) -> Text:
    """A day for a chart's axis.

    >>> short_day(date(2025, 11, 3))
    Text(en='3 Nov', zh='11/3')
    """
    return Text(f"{value.day} {_MONTHS[value.month - 1]}", f"{value.month}/{value.day}")


def month(value: date) -> Text:
    """A month with its year.

    >>> month(date(2025, 11, 1))
    Text(en='Nov 2025', zh='2025年11月')
    """
    return Text(f"{_MONTHS[value.month - 1]} {value.year}", f"{value.year}年{value.month}月")


def short_month(value: date) -> Text:
    """A month for a chart's axis.

    >>> short_month(date(2025, 11, 1))
    Text(en='Nov', zh='11月')
    """
    return Text(_MONTHS[value.month - 1], f"{value.month}月")


def week_start(value: date) -> date:
    """The Monday of a day's week.

    >>> week_start(date(2025, 11, 5))
    datetime.date(2025, 11, 3)
    """
    return value - timedelta(days=value.weekday())
