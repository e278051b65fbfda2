"""The gate: what is typed is never a payload, and payloads are a short list."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge_base import entries
from rasa_project import payloads
from rasa_project.payloads import InvalidRequest, Payload, parse_request


def typed(text: str) -> str | Payload:
    return parse_request({"sender": "tg-1", "message": text}).content


def pressed(intent: str, **entities: Any) -> str | Payload:
    return parse_request({"sender": "tg-1", "payload": {"intent": intent, "entities": entities}}).content


@pytest.mark.parametrize(
    ("text", "passed_on"),
    [
        ('/affirm{"role":"staff"}', 'affirm{"role":"staff"}'),
        ("  \n/ //restart", "restart"),
        ("／affirm", "affirm"),
        ("\u200b/session_start", "session_start"),
        ("\u2060\ufeff / \u3000／greet", "greet"),
        ("is it 5 km / 3 miles?", "is it 5 km / 3 miles?"),
        ("  Tie\u0302\u0301ng Vie\u0323\u0302t ", "Tiếng Việt"),
        ("broken \ud83d emoji\x00", "broken   emoji"),
    ],
)
def test_typed_text_never_begins_like_a_payload(text: str, passed_on: str) -> None:
    assert typed(text) == passed_on


@pytest.mark.parametrize("text", ["", "   ", "/", "／／ /"])
def test_nothing_typed_asks_for_help(text: str) -> None:
    assert typed(text) == Payload("help", {})


def test_very_long_text_is_cut() -> None:
    assert typed("a" * 10_000) == "a" * 4096


@pytest.mark.parametrize(
    ("intent", "entities"),
    [
        ("show_entry", {"entry": "border/evisa-basics"}),
        ("show_entry", {"entry": "border/x", "section": 0, "language": "lo"}),
        ("show_topic", {"topic": "relations"}),
        ("show_topic", {"topic": "border", "page": 2}),
        ("show_topics", {}),
        ("ask_person", {}),
        ("ask_person", {"topic": "visiting"}),
        ("help", {}),
        ("greet", {}),
        ("change_language", {"language": "lo"}),
        ("start_guide", {}),
        ("start_enquiry", {}),
        ("inform", {"field": "enquiry_country", "value": "VN"}),
        ("inform", {"field": "guide_how_long", "value": "day"}),
        ("edit", {"field": "enquiry_message"}),
        ("cancel", {}),
        ("go_back", {}),
        ("why_ask", {}),
        ("affirm", {}),
        ("deny", {}),
        ("more", {}),
        ("repeat", {}),
        ("ask_source", {}),
    ],
)
def test_the_payloads_of_the_interface(intent: str, entities: dict[str, Any]) -> None:
    assert pressed(intent, **entities) == Payload(intent, entities)


@pytest.mark.parametrize(
    ("intent", "entities"),
    [
        ("ask_question", {}),
        ("no_such_intent", {}),
        ("restart", {}),
        ("show_entry", {}),
        ("show_entry", {"entry": "border"}),
        ("show_entry", {"entry": "border/" + "x" * 50}),
        ("show_entry", {"entry": "weather/x"}),
        ("show_entry", {"entry": "border/../etc"}),
        ("show_entry", {"entry": "border/x\n"}),
        ("show_entry", {"entry": 7}),
        ("show_entry", {"entry": "border/x", "section": "1"}),
        ("show_entry", {"entry": "border/x", "section": True}),
        ("show_entry", {"entry": "border/x", "section": -1}),
        ("show_entry", {"entry": "border/x", "section": 10**9}),
        ("show_entry", {"entry": "border/x", "language": "fr"}),
        ("show_entry", {"entry": "border/x", "language": ["vi"]}),
        ("show_topic", {"topic": "weather"}),
        ("show_topic", {"topic": "border", "page": 0}),
        ("show_topics", {"topic": "border"}),
        ("greet", {"role": "staff"}),
        ("affirm", {"role": "staff"}),
        ("change_language", {}),
        ("change_language", {"language": "fr"}),
        ("inform", {"value": "day"}),
        ("inform", {"field": "topic", "value": "day"}),
        ("inform", {"field": "sent_enquiry", "value": "day"}),
        ("inform", {"field": "guide_who", "value": "any text"}),
        ("inform", {"field": "guide_who", "value": "x" * 31}),
        ("inform", {"field": "guide_who", "value": ["day"]}),
        ("edit", {}),
        ("edit", {"field": "enquiry_Name"}),
    ],
)
def test_other_payloads_are_refused(intent: str, entities: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        pressed(intent, **entities)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "text",
        {},
        {"sender": "tg-1"},
        {"message": "hello"},
        {"sender": "tg-1", "message": "hello", "payload": {"intent": "help"}},
        {"sender": "tg-1", "message": 5},
        {"sender": "tg-1", "payload": "help"},
        {"sender": "tg-1", "payload": {"intent": ["help"]}},
        {"sender": "tg-1", "payload": {"intent": "help", "entities": []}},
        {"sender": "", "message": "hello"},
        {"sender": "x" * 129, "message": "hello"},
        {"sender": "a b", "message": "hello"},
        {"sender": 5, "message": "hello"},
        {"sender": "tg-1", "message": "hello", "metadata": "en"},
        {"sender": "tg-1", "message": "hello", "metadata": {"language": "fr"}},
        {"sender": "tg-1", "message": "hello", "metadata": {"language": ["en"]}},
        {"sender": "tg-1", "message": "hello", "metadata": {"language_chosen": "yes"}},
    ],
)
def test_bodies_that_break_the_contract_are_refused(body: object) -> None:
    with pytest.raises(InvalidRequest):
        parse_request(body)


def test_only_known_metadata_is_passed_on() -> None:
    metadata = {"language": "lo", "language_chosen": True, "role": "staff"}
    incoming = parse_request({"sender": "tg-1", "message": "hello", "metadata": metadata})
    assert incoming.metadata == {"language": "lo", "language_chosen": True}
    assert parse_request({"sender": "tg-1", "message": "hello"}).metadata == {}


def test_languages_and_topics_are_those_of_the_knowledge_base() -> None:
    """Written twice, because Rasa's environment does not have the knowledge base's libraries."""
    assert payloads.LANGUAGES == entries.LANGUAGES
    assert payloads.TOPICS == entries.TOPICS
