"""Dates as each language writes them."""

from __future__ import annotations

import pytest

from bot.dates import show_date


@pytest.mark.parametrize(
    ("language", "day", "month", "year"),
    [
        ("vi", "7/11/2025", "tháng 11/2025", "2025"),
        ("en", "7 November 2025", "November 2025", "2025"),
        ("zh", "2025年11月7日", "2025年11月", "2025年"),
        ("lo", "7/11/2025", "ເດືອນ 11/2025", "2025"),
    ],
)
def test_dates_may_be_partial(language: str, day: str, month: str, year: str) -> None:
    assert show_date("2025-11-07", language) == day
    assert show_date("2025-11", language) == month
    assert show_date("2025", language) == year


@pytest.mark.parametrize("value", ["spring 2025", "2025-13", "2025-1-1", ""])
def test_what_is_no_date_stays_as_it_is(value: str) -> None:
    assert show_date(value, "en") == value
