"""Text as the search sees it: normalised, and cut into tokens that suit each script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import opencc
import Stemmer

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
RUNS = re.compile(
    r"(?P<han>[\u3400-\u4dbf\u4e00-\u9fff]+)"
    r"|(?P<lao>[\u0e80-\u0ecf\u0edc-\u0edf]+)"
    r"|(?P<latin>[^\W_\u0e80-\u0eff\u3400-\u9fff]+)"
)
"""What is cut in one way each: a run of Chinese, of Lao, a word in Latin letters."""

# A Lao syllable's core: lead vowel, consonant, then its vowel and tone marks.
_LAO_CLUSTER = re.compile(r"[\u0ec0-\u0ec4]?[\u0e81-\u0eae\u0edc-\u0edf][\u0eb0-\u0ebc\u0ec8-\u0ecd\u0ebd]*|.")


@lru_cache(maxsize=1)
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=1)
def stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def normalise(text: str) -> str:
    """One form for what looks the same: NFKC, lower case, simplified Chinese, nothing invisible."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()
    return _simplifier().convert(text) if re.search("[\u4e00-\u9fff]", text) else text


def fold(word: str) -> str:
    """The word without diacritics, as Vietnamese is often typed: ``đường`` → ``duong``."""
    decomposed = unicodedata.normalize("NFD", word.replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def same_question(text: str) -> str:
    """The form in which two questions are the same: normalised, letters and digits only."""
    return " ".join(re.findall(r"[\w\u0eb0-\u0ecd]+", normalise(text)))


def tokenize(text: str) -> list[str]:
    """Cut ``text`` into search tokens.

    Latin words give their folded form, their folded pairs (a Vietnamese word is often two
    syllables), an English stem, and, where they have them, the form with diacritics; Chinese gives
    characters and pairs; Lao, which has no spaces, pairs and triples of character clusters.
    """
    tokens: list[str] = []
    latin: list[str] = []
    for match in RUNS.finditer(normalise(text)):
        if match["latin"]:
            latin.append(match["latin"])
        elif match["han"]:
            tokens += ngrams(match["han"], 1, 2)
        else:
            clusters = _LAO_CLUSTER.findall(match["lao"])
            tokens += ngrams(clusters, 2, 3) if len(clusters) > 1 else clusters
    return tokens + _latin_tokens(latin)


def _latin_tokens(words: list[str]) -> list[str]:
    folded = [fold(word) for word in words]
    tokens = [stemmer().stemWord(word) for word in folded]
    tokens += [f"={word}" for word, plain in zip(words, folded, strict=True) if word != plain]
    return tokens + [f"{a}_{b}" for a, b in pairwise(folded)]


def ngrams(items: Sequence[str], shortest: int, longest: int) -> list[str]:
    """The runs of ``shortest`` to ``longest`` neighbouring items, the shortest first."""
    return [
        "".join(items[start : start + size])
        for size in range(shortest, longest + 1)
        for start in range(len(items) - size + 1)
    ]
