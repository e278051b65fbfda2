"""Which of our four languages a text is written in."""

from __future__ import annotations

import re
from functools import lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_LAO = re.compile("[\u0e80-\u0eff]")
_NAME = re.compile(r"(?<=\s)[^\W\d_a-zà-ỹđ]\w*")
_PRIOR = 0.7
"""How much the language that the person uses otherwise counts against one short Latin text."""


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(Language.ENGLISH, Language.VIETNAMESE).build()


def detect(text: str, prior: str | None = None) -> str:
    """The language of ``text``: by its script, and between Vietnamese and English by lingua.

    ``prior`` is the language expected; it decides where the text gives no sign. Names of places
    (capitalised words) are left aside: “Where is Ma Lù Thàng?” is English.
    """
    if _LAO.search(text):
        return "lo"
    if _HAN.search(text):
        return "zh"
    plain = _NAME.sub("", text) if len(_NAME.sub("", text).split()) > 1 else text
    vietnamese = _detector().compute_language_confidence(plain, Language.VIETNAMESE)
    if not re.search(r"[^\W\d_]", plain):
        return prior or "en"
    expected = {"vi": _PRIOR, "en": 1 - _PRIOR}.get(prior or "", 0.5)
    odds = vietnamese * expected, (1 - vietnamese) * (1 - expected)
    return "vi" if odds[0] > odds[1] else "en"
