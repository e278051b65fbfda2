"""Questions for what no stored text gives: the state of things today, a booking, a number or price it does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from knowledge_base.entries import Entry
from knowledge_base.text import fold, normalise

_DEMANDS = Path(__file__).with_name("beyond.yml")


class Demand(BaseModel):
    """Something asked for in these ``words``; only an entry in whose texts ``held`` is found may answer it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    demand: str
    words: tuple[str, ...]
    held: re.Pattern[str] | None = None

    def is_in(self, question: str) -> bool:
        """Whether ``question`` asks for it; without diacritics only by words that are still themselves without."""
        text = normalise(question)
        patterns = _patterns(self.words, folded=text == fold(text))
        return any(pattern.search(text) for pattern in patterns)

    def is_met_by(self, entry: Entry) -> bool:
        """Whether one of the entry's texts has what is asked for."""
        return self.held is not None and any(self.held.search(part) for part in entry.parts())


@lru_cache(maxsize=1)
def demands() -> tuple[Demand, ...]:
    """The demands that come with the program."""
    return TypeAdapter(tuple[Demand, ...]).validate_python(yaml.safe_load(_DEMANDS.read_text("utf-8")))


def beyond(question: str, entry: Entry) -> Iterator[Demand]:
    """What ``question`` asks for and ``entry`` cannot give."""
    for demand in demands():
        if demand.is_in(question) and not demand.is_met_by(entry):
            yield demand


@lru_cache(maxsize=16)
def _patterns(words: tuple[str, ...], folded: bool) -> tuple[re.Pattern[str], ...]:
    """Latin words as whole ones; Chinese and Lao have no spaces between words."""
    forms = (fold(word) if folded else word for word in map(normalise, words) if not folded or _is_clear(word))
    return tuple(re.compile(rf"\b{re.escape(form)}\b" if form[0] < "\u0e00" else re.escape(form)) for form in forms)


def _is_clear(word: str) -> bool:
    """Whether a word means the same without its diacritics: “giá” becomes one of several “gia”."""
    return fold(word) == word or " " in word
