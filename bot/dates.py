"""Dates as each language writes them; the day, or the month and the day, may be unknown."""

from __future__ import annotations

import calendar
import re

ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
MONTHS = tuple(calendar.month_name)[1:]
# For each language: the year alone, with the month, with month and day.
FORMS = {
    "vi": ("{year}", "tháng {month}/{year}", "{day}/{month}/{year}"),
    "en": ("{year}", "{month_name} {year}", "{day} {month_name} {year}"),
    "zh": ("{year}年", "{year}年{month}月", "{year}年{month}月{day}日"),
    "lo": ("{year}", "ເດືອນ {month}/{year}", "{day}/{month}/{year}"),
}


def show_date(value: str, language: str) -> str:
    """Write an ISO date for readers of ``language``; what is no such date stays as it is."""
    match = ISO.fullmatch(value)
    if not match:
        return value
    year, month, day = (int(part) if part else None for part in match.groups())
    if month is not None and not 1 <= month <= len(MONTHS):
        return value
    form = FORMS[language][(month is not None) + (day is not None)]
    month_name = MONTHS[month - 1] if month else ""
    return form.format(year=year, month=month, day=day, month_name=month_name)
