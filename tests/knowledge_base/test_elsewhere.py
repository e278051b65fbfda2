"""Near misses: what is asked about another place is not answered as if it were ours."""

from __future__ import annotations

import pytest

from knowledge_base.elsewhere import elsewhere
from knowledge_base.entries import Entry, EntryText
from knowledge_base.search import KnowledgeBase

PERMIT = Entry(
    "border/permit",
    {
        "en": EntryText("en", "Border permit", "draft", "Foreigners need a permit. From Sa Pa take the bus."),
        "zh": EntryText("zh", "边境许可证", "draft", "外国人需要许可证。"),
    },
)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("permit for Hà Giang", ["Hà Giang"]),
        ("xin giay phep o ha giang", ["Hà Giang"]),  # typed without diacritics
        ("河江省的许可证", ["Hà Giang"]),
        ("permit for the border with Cambodia", ["Cambodia"]),
        ("山东莱州市的许可证", ["Shandong"]),
        ("山東萊州灣", ["Shandong"]),  # traditional characters
        ("permit for Lai Châu", []),
        ("permit when I come from Sa Pa", []),  # the entry speaks of it
        ("what is the hue of the permit form's paper", ["Huế"]),  # a namesake in English: asked back, no harm done
        ("huong dan xin phep", []),  # part of another word
    ],
)
def test_places_that_the_entry_does_not_speak_of(question: str, named: list[str]) -> None:
    found = [name for place in elsewhere(question, PERMIT) for name in place.names]
    assert [name for name in named if name not in found] == []
    assert bool(found) == bool(named)


@pytest.mark.parametrize(
    ("question", "language", "outcome"),
    [
        ("do I need a permit?", "en", "answer"),
        ("do I need a permit in Hà Giang?", "en", "clarify"),
        ("山东莱州要办许可证吗？", "zh", "none"),
    ],
)
def test_a_question_about_another_place_is_not_answered(
    base: KnowledgeBase, question: str, language: str, outcome: str
) -> None:
    assert base.search(question, language).outcome == outcome
