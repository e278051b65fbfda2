"""Which of our four languages a text is written in, or that it is in none of them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from knowledge_base.text import fold

_OURS = (Language.ENGLISH, Language.VIETNAMESE)
_NEIGHBOURS = (
    Language.FRENCH, Language.GERMAN, Language.SPANISH, Language.ITALIAN, Language.PORTUGUESE, Language.DUTCH,
    Language.INDONESIAN, Language.MALAY, Language.POLISH, Language.TURKISH, Language.SWEDISH, Language.CZECH,
)  # fmt: skip
"""Other languages in Latin letters in which people may write. More of them take English away: with all
75 that lingua knows, eight of ten English questions are suspected."""

_LETTERS_OF_A_WORD = {"CJK": 1.5, "HIRAGANA": 1.5, "KATAKANA": 1.5, "HANGUL": 2.0}
"""Letters in a word, by script; other scripts have ``_LETTERS``. So words of two scripts can be compared."""
_LETTERS = 4.0
_KANA = ("HIRAGANA", "KATAKANA")

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PROVINCE = re.compile(r"\blai ch[aâ]u\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+\.(?:com|org|net|gov|edu|vn|cn)\b\S*|\S*@\S+", re.IGNORECASE)
_LONGEST_NAME = 3
"""More words with capitals than this are not a name alone."""
_SENTENCE_END = re.compile(r"[.?!:;]\s*$")

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ch|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
    r"(?:uy[aeu]|oa[iy]|oeo|u[ao]y|uo[iu]|[iy]eu|u[yaeiou]|o[aei]|i[aeu]|a[iouy]|e[ou]|ye|[aeiouy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
"""A syllable of Vietnamese without its diacritics."""
_VIETNAMESE_LETTER = re.compile("[ăđơưảạ\u1ea2-\u1ef9]", re.IGNORECASE)

_PRIOR = math.log(0.7 / 0.3)
"""How much the language that the person uses otherwise counts, in log odds, between Vietnamese and English."""
_SYLLABLES, _BIAS = 4.0, -1.6
"""How much the share of Vietnamese syllables counts, and what is taken off for English words that look like such.
lingua alone takes a quarter of short Vietnamese messages without diacritics for English."""
_CERTAIN = 0.001
"""lingua is never believed to be more certain than that it errs once in a thousand times."""
_SURE = 2.0
"""Log odds from which on a text is plainly Vietnamese, or English."""
_SURE_WORDS = 3
"""Words that it takes to be sure by anything but the script: a name or a borrowed word is no sign."""
_FOREIGN_SYLLABLES = 0.6
"""With more Vietnamese syllables than this a text is not suspected to be in another language."""
_SUSPECTED, _FOREIGN = 0.95, 0.92
"""From these confidences on lingua's small models suspect another language, and its big ones confirm it."""


@dataclass(frozen=True)
class Identified:
    """``language``: the one of ours that a text is in; the expected one if it gives no sign or is in none of ours.

    ``is_sure``: there is no doubt about it. ``foreign``: the text is plainly in a language that is not ours.
    """

    language: str
    is_sure: bool = False
    foreign: bool = False


def detect(text: str, prior: str | None = None) -> str:
    """The language of ``text``; ``prior`` is the one expected."""
    return identify(text, prior).language


def identify(text: str, prior: str | None = None) -> Identified:
    """Tell the language of ``text`` by its script and, among those in Latin letters, by lingua.

    ``prior`` is the language expected; it decides where the text gives no sign. Names of places
    (capitalised words) are left aside: “Where is Ma Lù Thàng?” is English.
    """
    unknown = Identified(prior or "en")
    found = _latin(text)
    words = _without_names(found)
    script, length = _script(text)
    if length >= max(len(words), 0.5):
        return _by_script(script, length >= 1, unknown)
    if not words and len(found) > _LONGEST_NAME:
        words = [match[0].lower() for match in found]  # Who Writes Like This Names Nothing.
    if not words or (prior and len(words) == 1 and not _VIETNAMESE_LETTER.search(words[0])):
        return unknown
    return _by_words(words, prior, unknown)


def _latin(text: str) -> list[re.Match[str]]:
    """The words in Latin letters, addresses left out."""
    text = _PROVINCE.sub(lambda match: match[0].title(), _ADDRESS.sub(" ", text))
    return [match for match in _WORD.finditer(text) if "LATIN" in unicodedata.name(match[0][0], "")]


def _without_names(found: Sequence[re.Match[str]]) -> list[str]:
    """The words that are no names: not in capitals, but for the one that begins a sentence."""
    capital = [match[0][0].isupper() and match[0] != "I" for match in found]
    words = []
    for match, is_capital, next_is_capital in zip(found, capital, [*capital, False][1:], strict=True):
        begins = match.start() == 0 or _SENTENCE_END.search(match.string[: match.start()])
        if not is_capital or (begins and not next_is_capital):
            words.append(match[0].lower())
    return words


def _script(text: str) -> tuple[str, float]:
    """The script of most of what is not in Latin letters, and its length in words."""
    letters = Counter(unicodedata.name(char, "?").split()[0] for char in text if unicodedata.category(char)[0] in "LM")
    del letters["LATIN"], letters["COMBINING"]
    kana = sum(letters[name] for name in _KANA)
    if kana > 1:  # one の may adorn a Chinese name
        letters["HIRAGANA"] += letters["KATAKANA"] + letters.pop("CJK", 0)
    lengths = {name: count / _LETTERS_OF_A_WORD.get(name, _LETTERS) for name, count in letters.items()}
    return max(lengths.items(), key=lambda item: item[1], default=("", 0.0))


def _by_script(script: str, is_word: bool, unknown: Identified) -> Identified:
    if script in ("CJK", "LAO"):
        return Identified("zh" if script == "CJK" else "lo", is_word)
    return Identified(unknown.language, False, is_word)


def _by_words(words: list[str], prior: str | None, unknown: Identified) -> Identified:
    plain = " ".join(words)
    syllables = sum(bool(_SYLLABLE.fullmatch(fold(word))) for word in words) / len(words)
    enough = len(words) >= _SURE_WORDS
    if enough and syllables <= _FOREIGN_SYLLABLES and _is_foreign(plain):
        return Identified(unknown.language, False, True)
    lingua = _detector(_OURS).compute_language_confidence(plain, Language.VIETNAMESE)
    lingua = min(max(lingua, _CERTAIN), 1 - _CERTAIN)
    odds = math.log(lingua / (1 - lingua)) + _SYLLABLES * syllables + _BIAS
    odds += {"vi": _PRIOR, "en": -_PRIOR}.get(prior or "", 0)
    return Identified("vi" if odds > 0 else "en", enough and abs(odds) >= _SURE)


def _is_foreign(text: str) -> bool:
    """Whether lingua is sure that ``text`` is in one of the other languages.

    All its big models would take 300 MB. The small ones suspect; then one big model is asked, and stays.
    """
    others = [guess for guess in _suspecting().compute_language_confidence_values(text) if guess.language not in _OURS]
    if sum(guess.value for guess in others) < _SUSPECTED:
        return False
    likeliest = others[0].language
    return _detector((*_OURS, likeliest)).compute_language_confidence(text, likeliest) >= _FOREIGN


@lru_cache(maxsize=len(_NEIGHBOURS) + 1)
def _detector(languages: tuple[Language, ...]) -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*languages).build()


@lru_cache(maxsize=1)
def _suspecting() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_OURS, *_NEIGHBOURS).with_low_accuracy_mode().build()
