"""The texts that are searched, by number."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge_base.entries import LANGUAGES, Entry, EntryText, Section
from knowledge_base.units import Unit, Units

TEA = Entry(
    "agriculture/tea",
    {
        "en": EntryText("en", "Tea", "draft", "Tea grows.", (Section("Buying", "Ask."),), ("where is tea?",)),
        "vi": EntryText("vi", "Chè", "draft", "Chè mọc."),
    },
)
BUS = Entry("visiting/bus", {"vi": EntryText("vi", "Xe", "draft", "Xe chạy.", questions=("xe nào?",))})


@pytest.fixture
def units() -> Units:
    return Units({entry.id: entry for entry in (TEA, BUS)})


def test_title_and_questions_come_before_the_passages_they_lead_to(units: Units) -> None:
    assert list(units) == [
        Unit("agriculture/tea", "en", 0, False, "Tea"),
        Unit("agriculture/tea", "en", 0, False, "where is tea?"),
        Unit("agriculture/tea", "en", 0, True, "Tea\nTea grows."),
        Unit("agriculture/tea", "en", 1, True, "Tea\nBuying\nAsk."),
        Unit("agriculture/tea", "vi", 0, False, "Chè"),
        Unit("agriculture/tea", "vi", 0, True, "Chè\nChè mọc."),
        Unit("visiting/bus", "vi", 0, False, "Xe"),
        Unit("visiting/bus", "vi", 0, False, "xe nào?"),
        Unit("visiting/bus", "vi", 0, True, "Xe\nXe chạy."),
    ]
    assert units.passage_count == 4


def test_the_arrays_say_the_same_as_the_units(units: Units) -> None:
    assert [units[number] for number in range(len(units))] == list(units)
    assert units.sections.tolist() == [unit.section for unit in units]
    assert units.are_passages.tolist() == [unit.is_passage for unit in units]
    assert [LANGUAGES[number] for number in units.languages] == [unit.language for unit in units]
    assert [(TEA, BUS)[number].id for number in units.entry_numbers] == [unit.entry for unit in units]


def test_units_of_one_language_or_entry(units: Units) -> None:
    assert units.rows["vi"].tolist() == [4, 5, 6, 7, 8]
    assert units.places[units.rows["vi"]].tolist() == [0, 1, 2, 3, 4]
    assert units.of_entry(1).tolist() == [6, 7, 8]


def test_the_best_of_each_entry_among_some_units(units: Units) -> None:
    assert units.best(np.array([0, 3, 1, 2, 0, 0, 5, 4, 0], np.float32), np.array([0, 2, 3, 7])).tolist() == [2, 4]


def test_there_may_be_none() -> None:
    assert list(Units({})) == []
    assert Units({}).best(np.empty(0, np.float32), np.empty(0, np.int64)).tolist() == []
