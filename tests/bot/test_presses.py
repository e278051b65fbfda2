"""Callback data: short, and read as strictly as any input."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.presses import (
    AskPerson,
    ChooseLanguage,
    Greet,
    Help,
    Press,
    ShowEntry,
    ShowTopic,
    ShowTopics,
    UnknownButton,
    from_data,
    to_data,
    to_payload,
)

LONGEST_ID = "investment/" + "x" * 39


@pytest.mark.parametrize(
    ("press", "data"),
    [
        (ShowEntry("border/x", 2, "en"), "e|border/x|2|en"),
        (ShowEntry("border/x"), "e|border/x|0|"),
        (ShowEntry("border/x", 0, "zh", apart=True), "r|border/x|0|zh"),
        (ShowTopic("border", 2), "t|border|2"),
        (ShowTopics(), "T"),
        (AskPerson(), "p|"),
        (AskPerson("visiting"), "p|visiting"),
        (ChooseLanguage("lo"), "l|lo"),
        (ChooseLanguage(), "l|"),
        (Help(), "h"),
        (Greet(), "g"),
    ],
)
def test_what_a_button_carries_is_read_back(press: Press, data: str) -> None:
    assert to_data(press) == data
    assert from_data(data) == press


def test_the_longest_entry_fits_into_64_bytes() -> None:
    assert len(LONGEST_ID) == 50
    assert len(to_data(ShowEntry(LONGEST_ID, 999, "vi")).encode()) <= 64


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "e|border/x",
        "e|border/x|2|en|more",
        "e|border|2|en",
        "e|Border/x|2|en",
        "e|border/x\n|2|en",
        "e|border/" + "x" * 60 + "|0|",
        "e|border/x|-1|en",
        "e|border/x|1000|en",
        "e|border/x|\u0662|en",
        "e|border/x||en",
        "e|border/x|2|fr",
        "t|weather|1",
        "t|border|",
        "p|weather",
        "l|fr",
        '/affirm{"role":"staff"}',
    ],
)
def test_anything_else_is_no_button_of_ours(data: str) -> None:
    with pytest.raises(UnknownButton):
        from_data(data)


@given(st.text(max_size=64))
def test_no_data_causes_anything_but_that(data: str) -> None:
    with contextlib.suppress(UnknownButton):
        assert to_data(from_data(data))


def test_payloads_hold_what_rasa_is_told_and_nothing_empty() -> None:
    assert to_payload(ShowEntry("border/x", 2, "en")) == {
        "intent": "show_entry",
        "entities": {"entry": "border/x", "section": 2, "language": "en"},
    }
    assert to_payload(AskPerson()) == {"intent": "ask_person", "entities": {}}
    assert to_payload(ShowTopic("border")) == {"intent": "show_topic", "entities": {"topic": "border", "page": 1}}
