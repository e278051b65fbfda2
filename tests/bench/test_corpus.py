"""Made-up knowledge bases are like ours, of the size asked for, and always the same."""

from __future__ import annotations

from knowledge_base.entries import LANGUAGES, Entry, EntryText, Section
from knowledge_base.units import Units
from tests.bench.corpus import knowledge_base_of

REAL = {
    f"border/real-{number}": Entry(
        f"border/real-{number}",
        {
            code: EntryText(code, f"{text} {number}", "draft", f"{text}. {text} {number}.", (section,), (f"{text}?",))
            for code, text in zip(LANGUAGES, ("Giấy phép", "The permit", "许可证在这里办", "ໃບອະນຸຍາດ"), strict=True)
        },
    )
    for number, section in enumerate([Section("One", "More of it."), Section("Two", "Less of it.")])
}


def test_a_small_one_has_only_entries_of_ours() -> None:
    assert set(knowledge_base_of(10, REAL)) == set(REAL)
    assert len(knowledge_base_of(1, REAL)) == 1


def test_a_large_one_has_as_many_passages_as_asked_for_in_all_languages() -> None:
    entries = knowledge_base_of(100, REAL)
    assert 100 <= Units(entries).passage_count < 108
    assert all(set(entry.texts) == set(LANGUAGES) for entry in entries.values())
    texts = [entry.texts["en"].short_answer for entry in entries.values()]
    assert len(set(texts)) == len(texts)


def test_it_is_always_the_same() -> None:
    assert knowledge_base_of(60, REAL) == knowledge_base_of(60, REAL)
