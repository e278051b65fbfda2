"""One knowledge base for all actions, always with the newest index."""

from __future__ import annotations

import asyncio
import threading

import pytest

from knowledge_base.index import IndexProblem
from knowledge_base.search import SearchResult
from rasa_project.actions.__main__ import build_executor
from rasa_project.actions.answer import ActionAnswerQuestion
from rasa_project.actions.knowledge import Knowledge
from tests.rasa_project.conftest import FakeKnowledgeBase, tracker_of


async def test_it_is_loaded_once_and_then_refreshed(kb: FakeKnowledgeBase) -> None:
    loaded = []
    knowledge = Knowledge(lambda: loaded.append(kb) or kb)  # type: ignore[func-returns-value]
    await asyncio.gather(*(knowledge.find("permit?", "en", None) for _ in range(3)))
    assert (len(loaded), kb.asked_for_newer) == (1, 2)


async def test_a_new_index_that_cannot_be_read_leaves_the_old_one(kb: FakeKnowledgeBase) -> None:
    def damaged() -> FakeKnowledgeBase:
        raise IndexProblem("the index is damaged")

    knowledge = Knowledge(lambda: kb)
    await knowledge.current()
    kb.refreshed = damaged  # type: ignore[method-assign]
    assert await knowledge.current() is kb


async def test_an_index_published_late_is_found(kb: FakeKnowledgeBase) -> None:
    published: list[FakeKnowledgeBase] = []

    def load() -> FakeKnowledgeBase:
        if not published:
            raise IndexProblem("there is no index")
        return published[0]

    knowledge = Knowledge(load)
    with pytest.raises(IndexProblem):
        await knowledge.current()
    published.append(kb)
    assert await knowledge.current() is kb


async def test_the_search_leaves_the_event_loop_free() -> None:
    go_on = threading.Event()

    class Slow(FakeKnowledgeBase):
        def search(self, question: str, language: str | None = None, count: int = 5) -> SearchResult:
            assert go_on.wait(5), "the event loop was blocked by the search"
            return super().search(question, language, count)

    kb = Slow()
    search = asyncio.create_task(Knowledge(lambda: kb).find("permit?", "en", None))
    await asyncio.sleep(0.01)
    go_on.set()
    assert (await search)[0] is kb


async def test_nothing_is_loaded_when_actions_are_created() -> None:
    def never() -> FakeKnowledgeBase:
        raise AssertionError("loaded too early")

    ActionAnswerQuestion()
    build_executor(Knowledge(never))


async def test_a_call_as_rasa_makes_it(knowledge: Knowledge) -> None:
    """Over rasa-sdk's executor: message without metadata, and an action that does not exist."""
    tracker = tracker_of("Do I need a permit for the border?")
    call = {
        "next_action": "action_answer_question",
        "sender_id": "someone",
        "tracker": {**tracker.current_state(), "latest_message": tracker.latest_message},
        "domain": {},
        "version": "3.6.21",
    }
    result = await build_executor(knowledge).run(call)
    assert [r["custom"]["entry"]["id"] for r in result.model_dump()["responses"]] == ["border/permit"]
