"""Countries and territories by the names that Unicode's CLDR gives them, and those that people use."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from knowledge_base.entries import LANGUAGES
from knowledge_base.names import Names

_NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
_LOCALES = (*LANGUAGES, "zh_Hant")
_ALSO = {
    "CN": ("PRC", "中华人民共和国", "Tàu"),
    "CZ": ("Czech Republic", "Cộng hòa Séc"),
    "GB": ("UK", "Great Britain", "Britain", "England", "Anh", "Nước Anh", "英格兰", "ອັງກິດ"),
    "HK": ("Hong Kong", "Hồng Kông", "香港", "ຮົງກົງ"),
    "KH": ("Cam-pu-chia", "Campuchia"),
    "KR": ("Korea", "Republic of Korea", "Nam Hàn", "南韩", "大韩民国", "ເກົາຫຼີ"),
    "LA": ("Lao PDR", "Lao", "Ai Lao", "寮国", "ສປປ ລາວ"),
    "MM": ("Myanmar", "Burma", "Miến Điện", "ມຽນມາ", "ພະມ້າ"),
    "MO": ("Macao", "Macau", "Ma Cao", "澳门", "ມາເກົາ"),
    "NL": ("Holland",),
    "RU": ("Russian Federation", "ລັດເຊຍ"),
    "TH": ("ປະເທດໄທ",),
    "US": ("USA", "US", "U.S.A.", "U.S.", "America", "United States of America", "Mỹ", "Nước Mỹ", "ອາເມລິກາ"),
    "VN": ("Viet Nam", "越南社会主义共和国", "ຫວຽດ"),
}


def country_name(code: str, language: str) -> str:
    """The country's name in ``language``; what is no code of a country stays as it is."""
    return _names(language).get(code, code)


def find_country(text: str) -> str | None:
    """The code (ISO 3166-1) of the country that ``text`` names in one of our languages, or is."""
    if text in _everywhere():
        return text
    return _spoken().exact(text) or _written().within(text)


@lru_cache(maxsize=len(_LOCALES))
def _names(locale: str) -> dict[str, str]:
    territories = Locale.parse(locale).territories
    return {code: name for code, name in territories.items() if code.isalpha() and code not in _NO_COUNTRIES}


@lru_cache(maxsize=1)
def _written() -> Names:
    """The names that can stand in a sentence and mean nothing else there."""
    return Names(_everywhere())


@lru_cache(maxsize=1)
def _spoken() -> Names:
    """All names, short ones too: "US" alone is a country, "us" in a sentence is not."""
    return Names({code: (*names, *_ALSO.get(code, ())) for code, names in _everywhere().items()})


@lru_cache(maxsize=1)
def _everywhere() -> dict[str, set[str]]:
    """Each country's names in all our languages."""
    known = set.intersection(*(set(_names(locale)) for locale in _LOCALES))
    return {code: {_names(locale)[code] for locale in _LOCALES} for code in sorted(known)}
