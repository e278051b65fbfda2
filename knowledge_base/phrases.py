"""What people say around the things they ask about; the phrases stand in ``phrases.yml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge_base.text import fold, normalise

_FILE = Path(__file__).with_name("phrases.yml")
SPACED = ("vi", "en")
"""The languages that write spaces between words."""


@dataclass(frozen=True)
class Phrases:
    """The phrases of one language, as patterns for texts in the form of `plain`, but for ``joints``."""

    cases: Sequence[re.Pattern[str]]
    empty: re.Pattern[str]
    fillers: re.Pattern[str]
    courtesy: re.Pattern[str]
    joints: re.Pattern[str]

    def rest(self, text: str) -> str:
        """What is left of ``text`` without all that may name nothing."""
        return _without(self.empty, text)

    def names(self, text: str) -> str:
        """What ``text`` names. Of Chinese, single characters stay: 日 means nothing, but 日本 does."""
        return _without(self.fillers, text) or text

    def without_greeting(self, text: str) -> str:
        """``text`` without the greeting or thanks that it begins with."""
        return re.sub(rf"^(?:{self.courtesy.pattern}\s*)+", "", text)

    def is_courtesy(self, text: str) -> bool:
        """Whether ``text`` only greets or thanks, or has no words at all."""
        return not _without(self.courtesy, text)


def phrases(language: str, text: str) -> Phrases:
    """Those of ``language``; without diacritics if ``text``, in the form of `plain`, was typed so."""
    return _read(language, language == "vi" and fold(text) == text)


def plain(text: str) -> str:
    """Normalised, and without punctuation."""
    return " ".join(re.findall(r"[\w'\u0eb0-\u0ecd]+", normalise(text)))


@lru_cache(maxsize=8)
def _read(language: str, is_folded: bool) -> Phrases:
    said = yaml.safe_load(_FILE.read_text("utf-8"))[language]
    form = (lambda text: fold(normalise(text))) if is_folded else normalise
    return Phrases(
        [re.compile(form(case)) for case in said["case"]],
        _any_of(form(said["words"]).split(), language),
        _any_of([word for word in form(said["words"]).split() if len(word) > 1 or language in SPACED], language),
        _any_of(form(said["courtesy"]).split(), language),
        re.compile(said["joints"], re.IGNORECASE),
    )


def _any_of(words: Sequence[str], language: str) -> re.Pattern[str]:
    """Any of ``words``, the longest first; in Lao not where a vowel or tone that follows makes it another word."""
    joined = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(
        rf"\b(?:{joined}|\d+)\b" if language in SPACED else rf"(?:{joined}|\d+)(?![\u0eb0-\u0ebd\u0ec8-\u0ecd])"
    )


def _without(pattern: re.Pattern[str], text: str) -> str:
    return " ".join(pattern.sub(" ", text).split())
