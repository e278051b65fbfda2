"""The texts that are searched: every passage, and every question (or title) that leads to one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from knowledge_base.entries import LANGUAGES, SHORT_ANSWER, Entry, EntryText

Ints = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Unit:
    """One text that is searched: a passage, or a question (or the title) that leads to one."""

    entry: str
    language: str
    section: int
    is_passage: bool
    text: str


class Units:
    """Every text of ``entries`` to search, numbered in the order of the index, which is that of the entries.

    What the search needs of all of them at once is kept as arrays, one value per unit:
    ``entry_numbers`` (the position of its entry), ``languages`` (positions in ``LANGUAGES``) and
    ``sections`` and ``are_passages``. A ``Unit`` is made when it is asked for: an index may have hundreds of thousands.
    """

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._texts = [(entry, language) for entry in entries.values() for language in entry.texts]
        numbers = {entry: number for number, entry in enumerate(entries)}
        asked = np.array([1 + len(entry.texts[language].questions) for entry, language in self._texts], np.int64)
        passages = np.array([1 + len(entry.texts[language].sections) for entry, language in self._texts], np.int64)
        lengths = asked + passages
        self._starts = np.cumsum(lengths) - lengths
        """The number of the first unit of each text."""
        self.entry_numbers = np.repeat(np.array([numbers[entry.id] for entry, _ in self._texts], np.int64), lengths)
        self.languages = np.repeat(np.array([LANGUAGES.index(code) for _, code in self._texts], np.int8), lengths)
        within = np.arange(len(self)) - np.repeat(self._starts + asked, lengths)
        self.sections = np.maximum(within, SHORT_ANSWER)
        self.are_passages = within >= 0
        self.passage_count = int(passages.sum())
        self.entry_count = len(entries)

    def __len__(self) -> int:
        return len(self.entry_numbers)

    def __getitem__(self, number: int) -> Unit:
        text = int(np.searchsorted(self._starts, number, side="right")) - 1
        return list(_units_of(*self._texts[text]))[number - int(self._starts[text])]

    def __iter__(self) -> Iterator[Unit]:
        for entry, language in self._texts:
            yield from _units_of(entry, language)

    def texts(self) -> list[tuple[str, str]]:
        """Language and text of every unit."""
        return [(language, text) for entry, language in self._texts for text in _texts_of(entry.texts[language])]

    @cached_property
    def rows(self) -> Mapping[str, Ints]:
        """For each language the numbers of its units."""
        return {code: np.flatnonzero(self.languages == number) for number, code in enumerate(LANGUAGES)}

    @cached_property
    def places(self) -> Ints:
        """For each unit its position among those of its language."""
        places = np.empty(len(self), np.int64)
        for rows in self.rows.values():
            places[rows] = np.arange(len(rows))
        return places

    def best(self, scores: Scores, rows: Ints) -> Scores:
        """For each entry the highest ``scores`` of those of its units that are among ``rows``; 0 if there are none."""
        best = np.zeros(self.entry_count, np.float32)
        np.maximum.at(best, self.entry_numbers[rows], scores[rows])
        return best

    def of_entry(self, number: int) -> Ints:
        """The numbers of the units of the entry at this position."""
        first, end = np.searchsorted(self.entry_numbers, [number, number + 1])
        return np.arange(first, end)


def _units_of(entry: Entry, language: str) -> Iterator[Unit]:
    text = entry.texts[language]
    asked = 1 + len(text.questions)
    for place, searched in enumerate(_texts_of(text)):
        yield Unit(entry.id, language, max(SHORT_ANSWER, place - asked), place >= asked, searched)


def _texts_of(text: EntryText) -> Iterator[str]:
    """The title, the questions, then the passages."""
    yield text.title
    yield from text.questions
    yield "\n".join(filter(None, (text.title, text.short_answer)))
    for section in text.sections:
        yield "\n".join(filter(None, (text.title, section.heading, section.text)))
