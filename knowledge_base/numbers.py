"""The numbers of a text, in one form for all four languages, so that translations can be compared."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b")
_EXPONENTS = {ord("²"): None, ord("³"): None}
_LIST_MARKER = re.compile(r"^\s*\d+[.)]\s", re.MULTILINE)

# 千 is also the kilo of 千克, 千米, 千瓦, 千伏; 百万 must come before 万.
_MAGNITUDES = {
    "en": {"trillion": 12, "billion": 9, "million": 6, "thousand": 3},
    "vi": {"nghìn tỷ": 12, "ngàn tỷ": 12, "triệu": 6, "nghìn": 3, "ngàn": 3, "tỷ": 9, "tỉ": 9},
    "zh": {
        "万亿": 12,
        "千亿": 11,
        "百亿": 10,
        "十亿": 9,
        "亿": 8,
        "千万": 7,
        "百万": 6,
        "十万": 5,
        "万": 4,
        "千(?![克米瓦伏])": 3,
    },
    "lo": {"ພັນຕື້": 12, "ຕື້": 9, "ລ້ານ": 6, "ແສນ": 5, "ໝື່ນ": 4, "ພັນ": 3},
}
_GROUPING = {"en": (",", "."), "zh": (",", "."), "vi": (".", ","), "lo": (".", ",")}
"""Per language: the sign between thousands, the sign before decimals."""


def _pattern(language: str) -> re.Pattern[str]:
    thousands, decimal = (re.escape(sign) for sign in _GROUPING[language])
    words = "|".join(_MAGNITUDES[language])
    end = r"\b" if language in ("en", "vi") else ""
    number = rf"\d{{1,3}}(?:{thousands}\d{{3}})+(?!\d)(?:{decimal}\d+)?|\d+(?:{decimal}\d+)?"
    return re.compile(rf"({number})(?:[\s-]?({words}){end})?")


_NUMBER = {language: _pattern(language) for language in _GROUPING}


def numbers(text: str, language: str) -> frozenset[Decimal]:
    """The set of quantities in ``text``: ``1,2 triệu``, ``1.2 million`` and ``120万`` are one number.

    Dates count by their parts (``17 November 2025`` is 17, 11 and 2025); list markers do not count.
    """
    text = unicodedata.normalize("NFKC", _LIST_MARKER.sub(" ", text.translate(_EXPONENTS)))
    if language == "en":
        text = _MONTH.sub(lambda match: str(_MONTHS.index(match[1]) + 1), text)
    return frozenset(_value(match, language) for match in _NUMBER[language].finditer(text))


def _value(match: re.Match[str], language: str) -> Decimal:
    thousands, decimal = _GROUPING[language]
    value = Decimal(match[1].replace(thousands, "").replace(decimal, "."))
    if match[2]:
        exponents = _MAGNITUDES[language].items()
        value = value.scaleb(next(e for word, e in exponents if re.match(word.split("(")[0], match[2])))
    return value.normalize() + 0


def written(value: Decimal) -> str:
    """The number as a person would write it, without an exponent."""
    return f"{value:f}"
