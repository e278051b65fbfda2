"""Callback data: short, and read as strictly as any input."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.presses import (
    ACTS,
    Act,
    AskPerson,
    Choose,
    ChooseLanguage,
    Edit,
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
from rasa_project.payloads import parse_request

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
        (Act("start_enquiry"), "a|start_enquiry"),
        (Act("go_back"), "a|go_back"),
        (Choose("enquiry", "country", "VN"), "ce|country|VN"),
        (Choose("guide", "how_long", "day"), "cg|how_long|day"),
        (Edit("enquiry", "name"), "de|name"),
    ],
)
def test_what_a_button_carries_is_read_back(press: Press, data: str) -> None:
    assert to_data(press) == data
    assert from_data(data) == press


def test_the_longest_choice_fits_into_64_bytes() -> None:
    assert len(to_data(Choose("guide", "f" * 30, "v" * 30)).encode()) == 64


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
        "a|restart",
        "a|",
        "cx|kind|press",
        "ce|kind",
        "ce|Kind|press",
        "ce|kind|a value",
        "ce|kind|" + "x" * 31,
        "de|",
        "dg|kind|press",
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
    assert to_payload(ChooseLanguage("lo")) == {"intent": "change_language", "entities": {"language": "lo"}}
    assert to_payload(Act("cancel")) == {"intent": "cancel", "entities": {}}
    assert to_payload(Choose("guide", "how_long", "day")) == {
        "intent": "inform",
        "entities": {"field": "guide_how_long", "value": "day"},
    }
    assert to_payload(Edit("enquiry", "name")) == {"intent": "edit", "entities": {"field": "enquiry_name"}}
    assert to_payload(ShowTopic("border")) == {"intent": "show_topic", "entities": {"topic": "border", "page": 1}}


@pytest.mark.parametrize(
    "press",
    [
        ShowEntry("border/x", 2, "en"), ShowTopic("border"), ShowTopics(), AskPerson("visiting"), Help(), Greet(),
        ChooseLanguage("zh"), Choose("enquiry", "confirm", "send"), Edit("enquiry", "name"), *map(Act, ACTS),
    ],
)  # fmt: skip
def test_rasas_channel_takes_every_payload(press: Press) -> None:
    assert parse_request({"sender": "1", "payload": to_payload(press)})
