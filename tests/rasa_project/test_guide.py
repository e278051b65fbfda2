"""The border-area guide: what it asks, and what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge_base.documents import read_documents
from rasa_project.actions.__main__ import build_executor
from rasa_project.actions.knowledge import Knowledge
from tests.rasa_project.conftest import FakeKnowledgeBase
from tests.rasa_project.talk import Talk, read_forms

DOCUMENTS = Path(__file__).parent.parent.parent / "knowledge_base" / "documents"


@pytest.fixture
def talk(kb: FakeKnowledgeBase, knowledge: Knowledge) -> Talk:
    kb.outcome, kb.confidence = "none", 0.0
    return Talk(build_executor(knowledge), "guide")


async def test_every_facet_that_matters_is_asked_in_order(talk: Talk) -> None:
    [reply] = await talk.begins()
    assert (reply["field"], reply["choices"]) == ("who", ["vietnamese", "foreign_visitor"])
    [reply] = await talk.chooses("who", "foreign_visitor")
    assert (reply["field"], reply["step"], reply["steps"]) == ("where", 2, 3)
    [reply] = await talk.says("A border commune")
    assert (reply["field"], reply["step"]) == ("vehicle", 3)
    [reply] = await talk.chooses("vehicle", "foreign_plate")
    assert reply["facets"] == {"who": "foreign_visitor", "where": "commune", "vehicle": "foreign_plate"}
    assert [line["kind"] for line in reply["lines"]] == ["permit", "paper", "authority"]
    assert talk.known() == {}


async def test_what_can_no_longer_matter_is_not_asked(talk: Talk) -> None:
    await talk.begins()
    [reply] = await talk.chooses("who", "vietnamese")
    assert reply["type"] == "guide_result"
    assert [line["text"] for line in reply["lines"]] == ["Ask the police."]


async def test_nothing_is_assumed_of_what_matters(talk: Talk) -> None:
    await talk.begins()
    for typed in ("Vietnamese citizen", "I don't know", "a foreigner"):
        replies = await talk.says(typed)
    assert [reply["type"] for reply in replies] == ["offer_to_stop"]
    assert talk.known() == {}


async def test_a_line_has_its_entry_source_and_date_and_the_whole_its_caution(talk: Talk) -> None:
    talk.language = "zh"
    await talk.begins()
    await talk.chooses("who", "foreign_visitor")
    await talk.chooses("where", "commune")
    [reply] = await talk.chooses("vehicle", "on_foot")
    assert reply == {
        "type": "guide_result",
        "language": "zh",
        "facets": {"who": "foreign_visitor", "where": "commune", "vehicle": "on_foot"},
        "lines": [
            {
                "kind": "permit",
                "text": "您需要许可证。",
                "entry": "border/permit",
                "title": "边境通行证",
                "sources": [
                    {"title": "Decree 34", "publisher": "Government", "url": "https://example.vn/34", "date": "2014"}
                ],
                "as_of": "2026-01-01",
            },
            {
                "kind": "authority",
                "text": "Ask the police.",
                "entry": "border/gate",
                "title": "Cửa khẩu",
                "sources": [],
                "as_of": None,
            },
        ],
        "caution": "并非决定。",
    }


async def test_back_asks_the_facet_before(talk: Talk) -> None:
    await talk.begins()
    await talk.chooses("who", "foreign_visitor")
    [reply] = await talk.presses("go_back")
    assert reply["field"] == "who"


async def test_an_earlier_button_may_change_what_is_still_to_ask(talk: Talk) -> None:
    await talk.begins()
    await talk.chooses("who", "foreign_visitor")
    [reply] = await talk.chooses("who", "vietnamese")
    assert reply["type"] == "guide_result"


@pytest.mark.parametrize("is_press", [True, False])
async def test_whoever_wants_a_person_leaves_the_guide_after_a_word(talk: Talk, is_press: bool) -> None:
    await talk.begins()
    replies = await (talk.presses("ask_person") if is_press else talk.says("a person please", "ask_person"))
    assert [reply.get("key") or reply["type"] for reply in replies] == ["guide_stopped", "person"]
    assert (talk.is_open, talk.follow_up) == (False, None if is_press else "enquiry_form")


async def test_an_enquiry_takes_the_place_of_the_guide(talk: Talk) -> None:
    await talk.begins()
    await talk.chooses("who", "foreign_visitor")
    replies = await talk.presses("start_enquiry")
    assert [reply["key"] for reply in replies] == ["guide_stopped"]
    assert (talk.is_open, talk.follow_up, talk.known()) == (False, "enquiry_form", {})


async def test_a_value_that_the_guide_no_longer_has_is_asked_anew(talk: Talk) -> None:
    await talk.begins()
    talk.slots["guide_who"] = "astronaut"
    await talk.chooses("where", "commune")
    [reply] = await talk.says("help me please", "why_ask")
    assert reply["field"] == "who"


def test_the_slots_of_the_domain_are_the_facets_of_the_guide() -> None:
    guide = read_documents(DOCUMENTS).guide
    assert guide is not None
    assert read_forms()["guide_form"]["required_slots"] == [f"guide_{facet}" for facet in guide.guide.facets]
