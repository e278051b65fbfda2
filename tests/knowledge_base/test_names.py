"""Things and countries, told by their names."""

from __future__ import annotations

import pytest

from knowledge_base.countries import country_name, find_country
from knowledge_base.names import Names

NAMES = Names({"tea": ["tea", "chè", "茶"], "green": ["green tea"], "nights": ["2天", "2 days"], "day": ["1 day"]})


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("some TEA, please", "tea"),
        ("che", "tea"),
        ("我想买茶叶", "tea"),
        ("steam", None),
        ("green tea", "green"),
        ("green tea for 2 days", None),
        ("12天", None),
        ("12 days", None),
        ("", None),
    ],
)
def test_what_a_text_names(text: str, thing: str | None) -> None:
    assert NAMES.within(text) == thing


def test_a_name_that_is_the_whole_text() -> None:
    assert NAMES.exact(" Chè! ") == "tea"
    assert NAMES.exact("some tea") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Lào", "LA"),
        ("ສປປ ລາວ", "LA"),
        ("I come from North Korea", "KP"),
        ("Korea", "KR"),
        ("us", "US"),
        ("tell us", None),
        ("India or Nepal", None),
        ("European Union", None),
        ("VN", "VN"),
        ("Atlantis", None),
    ],
)
def test_countries_are_found_by_name(text: str, code: str | None) -> None:
    assert find_country(text) == code


def test_countries_are_named_in_each_language() -> None:
    assert [country_name("CN", language) for language in ("vi", "en", "zh", "lo")] == [
        "Trung Quốc", "China", "中国", "ຈີນ"
    ]  # fmt: skip
    assert country_name("Atlantis", "zh") == "Atlantis"
