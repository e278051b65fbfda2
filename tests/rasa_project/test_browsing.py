"""Topics, contacts and languages."""

from __future__ import annotations

import pytest
from rasa_sdk.executor import CollectingDispatcher

from knowledge_base.entries import Entry, EntryText
from rasa_project.actions.knowledge import Knowledge
from rasa_project.actions.language import ActionSetLanguage
from rasa_project.actions.person import ActionAskPerson
from rasa_project.actions.topics import ActionShowTopic, ActionShowTopics
from tests.rasa_project.conftest import FakeKnowledgeBase, replies_of, tracker_of

ENGLISH = {"language": "en", "language_chosen": True}


async def test_topics_are_those_with_entries(knowledge: Knowledge) -> None:
    [reply], _ = await replies_of(ActionShowTopics(knowledge), tracker_of("topics", ENGLISH))
    assert reply == {
        "type": "topics",
        "language": "en",
        "topics": [{"topic": "investment", "count": 1}, {"topic": "border", "count": 2}],
    }


async def test_a_topic_lists_its_entries_by_id(knowledge: Knowledge) -> None:
    [reply], _ = await replies_of(ActionShowTopic(knowledge), tracker_of(metadata=ENGLISH, topic="border"))
    assert reply == {
        "type": "topic",
        "language": "en",
        "topic": "border",
        "page": 1,
        "pages": 1,
        "entries": [
            {"entry": "border/gate", "title": "Border gate"},
            {"entry": "border/permit", "title": "Border permit"},
        ],
    }


@pytest.mark.parametrize(("page", "shown", "first", "count"), [(1, 1, "00", 8), (3, 3, "16", 1), (99, 3, "16", 1)])
async def test_a_topic_has_pages_of_eight(
    kb: FakeKnowledgeBase, knowledge: Knowledge, page: int, shown: int, first: str, count: int
) -> None:
    kb.entries = {
        f"visiting/v{number:02}": Entry(f"visiting/v{number:02}", {"en": EntryText("en", f"V{number}", "draft", "…")})
        for number in range(17)
    }
    tracker = tracker_of(metadata=ENGLISH, topic="visiting", page=page)
    [reply], _ = await replies_of(ActionShowTopic(knowledge), tracker)
    assert (reply["page"], reply["pages"], len(reply["entries"])) == (shown, 3, count)
    assert reply["entries"][0]["entry"] == f"visiting/v{first}"


@pytest.mark.parametrize(
    ("topic", "last_topic", "contact"),
    [
        (None, None, "investment/contacts-known"),
        ("agriculture", None, "investment/contacts-known"),
        ("border", None, "border/border-guard-organisation"),
        (None, "border", "border/border-guard-organisation"),
        ("investment", "border", "investment/contacts-known"),
        # The office for this topic is not published: the general one stands in.
        ("visiting", None, "investment/contacts-known"),
    ],
)
async def test_a_person_is_the_one_for_the_topic(
    kb: FakeKnowledgeBase, knowledge: Knowledge, topic: str | None, last_topic: str | None, contact: str
) -> None:
    guard = "border/border-guard-organisation"
    kb.entries[guard] = Entry(guard, {"en": EntryText("en", "Border guard", "official", "Call …")})
    entities = {"topic": topic} if topic else {}
    tracker = tracker_of(metadata=ENGLISH, slots={"topic": last_topic}, **entities)
    [reply], _ = await replies_of(ActionAskPerson(knowledge), tracker)
    assert (reply["type"], reply["language"], reply["entry"]["id"]) == ("person", "en", contact)


async def test_a_person_is_offered_even_if_no_contact_is_known(kb: FakeKnowledgeBase, knowledge: Knowledge) -> None:
    kb.entries = {}
    [reply], _ = await replies_of(ActionAskPerson(knowledge), tracker_of("a person please", ENGLISH))
    assert reply == {"type": "person", "language": "en", "entry": None}


@pytest.mark.parametrize(("text", "then"), [("a person please", ["enquiry_form"]), ("/ask_person", [])])
async def test_who_says_that_a_person_is_wanted_goes_on_to_an_enquiry(
    knowledge: Knowledge, text: str, then: list[str]
) -> None:
    _, events = await replies_of(ActionAskPerson(knowledge), tracker_of(text, ENGLISH))
    assert [event["name"] for event in events] == then


async def test_the_language_named_is_set() -> None:
    dispatcher = CollectingDispatcher()
    await ActionSetLanguage().run(dispatcher, tracker_of("请说中文", ENGLISH, language="zh"), {})
    assert [m["custom"] for m in dispatcher.messages] == [{"type": "set_language", "language": "zh"}]


@pytest.mark.parametrize("named", [[], ["vi", "en"]])
async def test_without_one_language_named_the_choice_is_offered(named: list[str]) -> None:
    tracker = tracker_of("change language", ENGLISH)
    tracker.latest_message["entities"] = [{"entity": "language", "value": code} for code in named]
    dispatcher = CollectingDispatcher()
    await ActionSetLanguage().run(dispatcher, tracker, {})
    assert [m["custom"] for m in dispatcher.messages] == [{"type": "choose_language"}]
