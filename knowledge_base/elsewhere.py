"""Questions about somewhere else: another province's rule, another country's border, Laizhou in Shandong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from knowledge_base.entries import Entry
from knowledge_base.text import fold, normalise

_PLACES = Path(__file__).with_name("elsewhere.yml")


class Place(BaseModel):
    """A place outside Lai Châu. ``namesake``: its name is mistaken for ours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    names: tuple[str, ...]
    namesake: bool = False

    def is_in(self, text: str) -> bool:
        """Whether ``text``, in the form of ``_plain``, names the place."""
        return any(pattern.search(text) for pattern in _patterns(self.names))


@lru_cache(maxsize=1)
def places() -> tuple[Place, ...]:
    """The places that come with the program."""
    return TypeAdapter(tuple[Place, ...]).validate_python(yaml.safe_load(_PLACES.read_text("utf-8")))


def elsewhere(question: str, entry: Entry) -> Iterator[Place]:
    """The places that ``question`` names and ``entry`` does not, in any of its languages."""
    asked = _plain(question)
    named = [place for place in places() if place.is_in(asked)]
    if named:
        written = _plain("\n".join((*entry.parts(), *entry.questions())))
        yield from (place for place in named if place.namesake or not place.is_in(written))


def _plain(text: str) -> str:
    """Normalised and without diacritics, as names are often typed."""
    return fold(normalise(text))


@lru_cache(maxsize=128)
def _patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Latin names as whole words; Chinese and Lao have no spaces between words."""
    plain = (_plain(name) for name in names)
    return tuple(re.compile(rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name)) for name in plain)
