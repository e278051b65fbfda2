"""The glossary: one name per term and language, so that all entries call a thing the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from knowledge_base.entries import EntryText

_GLOSSARY = Path(__file__).with_name("glossary.yml")


class Term(BaseModel):
    """A term in four languages. ``also``: what else people call it; ``never``: what entries must not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vi: str
    en: str
    zh: str
    lo: str
    also: dict[str, tuple[str, ...]] = {}
    never: dict[str, tuple[str, ...]] = {}


@lru_cache(maxsize=1)
def shipped_glossary() -> tuple[Term, ...]:
    """The glossary that comes with the program."""
    terms: tuple[Term, ...] = TypeAdapter(tuple[Term, ...]).validate_python(
        yaml.safe_load(_GLOSSARY.read_text("utf-8"))
    )
    return terms


@lru_cache(maxsize=4)
def _forbidden(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each forbidden spelling as a pattern of whole words, with the right name."""
    edge = r"\b" if language in ("vi", "en") else ""
    pairs = ((bad, getattr(term, language)) for term in shipped_glossary() for bad in term.never.get(language, ()))
    return tuple((re.compile(f"{edge}{re.escape(bad)}{edge}"), right) for bad, right in pairs)


def forbidden_variants(text: EntryText) -> Iterator[tuple[int, str, str]]:
    """The forbidden spellings in a text, as (section, or -1 for the title; what stands; what should)."""
    parts = [text.title, text.short_answer, *(f"{s.heading}\n{s.text}" for s in text.sections)]
    for section, part in enumerate(parts, start=-1):
        for pattern, right in _forbidden(text.language):
            if match := pattern.search(part):
                yield section, match[0], right
