"""Conversations in a database: long ones, interrupted ones, and what is read and written for them."""

from __future__ import annotations

import os
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from rasa_project.tracker_store import EVENTS, SESSION_INDEX, TURNS, BoundedTrackerStore

MODEL = Path(os.environ.get("VAR_DIR", "var")) / "rasa" / "models" / "dialogue.tar.gz"
DOMAIN = Domain.load(str(Path(__file__).parent.parent / "domain"))
HOUR = 3600.0
WEEK = 7 * 24 * HOUR


class TrackerStoreTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.url = f"sqlite:///{folder.name}/tracker.db"
        self.store = self.opened()

    def opened(self) -> BoundedTrackerStore:
        store = BoundedTrackerStore(DOMAIN, self.url)
        self.addCleanup(store.engine.dispose)
        return store

    async def turn(self, text: str, *events: Event, sender: str = "tg-1", ago: float = 0) -> DialogueStateTracker:
        """What Rasa does with a message: read, add, store. Returns the tracker as the message found it."""
        tracker = await self.store.get_or_create_tracker(sender, append_action_listen=False)
        found = tracker.copy()
        said = UserUttered(text, {"name": "ask_question"})
        if not tracker.events:
            tracker.update_with_events([SessionStarted(), ActionExecuted("action_listen")], DOMAIN)
        tracker.update_with_events([said, *events, BotUttered("!"), ActionExecuted("action_listen")], DOMAIN)
        for event in tracker.events:
            event.timestamp -= ago
        await self.store.save(tracker)
        return found

    async def texts(self, sender: str = "tg-1") -> list[str]:
        """All that somebody ever said."""
        tracker = await self.store.retrieve_full_tracker(sender)
        assert tracker
        return [event.text for event in tracker.events if isinstance(event, UserUttered)]

    async def test_a_long_conversation_is_read_as_quickly_as_a_short_one(self) -> None:
        lengths = [len((await self.turn(f"question {n}", SlotSet("topic", "border"))).events) for n in range(60)]
        assert max(lengths[2 * TURNS :]) == max(lengths[: 2 * TURNS])

    async def test_nothing_is_lost_and_nothing_is_stored_twice(self) -> None:
        said = [f"question {n}" for n in range(5 * TURNS)]
        for text in said:
            await self.turn(text)
        assert await self.texts() == said

    async def test_storing_again_stores_what_is_new(self) -> None:
        tracker = await self.store.get_or_create_tracker("tg-1")
        for text in ("one", "two"):
            tracker.update(UserUttered(text), DOMAIN)
            await self.store.save(tracker)
            await self.store.save(tracker)
        assert await self.texts() == ["one", "two"]

    async def test_what_was_known_is_still_known(self) -> None:
        await self.turn("where?", SlotSet("topic", "border"), SlotSet("insulted", False))
        for _ in range(3 * TURNS):
            found = await self.turn("and then?")
            assert (found.get_slot("topic"), found.get_slot("insulted")) == ("border", False)
        assert found.latest_action_name == "action_listen"

    async def test_what_was_forgotten_is_not_remembered(self) -> None:
        await self.turn("where?", SlotSet("topic", "border"))
        await self.turn("else", SlotSet("topic", None))
        for _ in range(3 * TURNS):
            assert (await self.turn("and then?")).get_slot("topic") is None

    async def test_a_form_stays_open_until_it_ends_however_long_it_takes(self) -> None:
        await self.turn("enquiry", ActiveLoop("enquiry_form"), SlotSet("requested_slot", "enquiry_name"))
        for _ in range(3 * TURNS):
            found = await self.turn("who is asking?")
            assert (found.active_loop_name, found.get_slot("requested_slot")) == ("enquiry_form", "enquiry_name")
            assert len(found.events) < 10 * TURNS
        await self.turn("stop", ActiveLoop(None), SlotSet("requested_slot", None))
        for _ in range(3 * TURNS):
            assert (await self.turn("and then?")).active_loop_name is None

    async def test_a_conversation_goes_on_after_a_restart(self) -> None:
        await self.turn("enquiry", ActiveLoop("enquiry_form"), SlotSet("enquiry_name", "Li"))
        self.store = self.opened()
        found = await self.turn("my e-mail")
        assert (found.active_loop_name, found.get_slot("enquiry_name")) == ("enquiry_form", "Li")

    async def test_a_session_that_rasa_will_end_is_left_to_it(self) -> None:
        for _ in range(TURNS):
            await self.turn("long ago", SlotSet("topic", "border"), ago=WEEK + HOUR)
        found = await self.turn("hello again")
        # Of a conversation that was continued by the store Rasa could not tell when it was left.
        assert found.get_last_event_for(UserUttered).text == "long ago"

    async def test_people_are_kept_apart(self) -> None:
        for n in range(2 * TURNS):
            await self.turn(f"one {n}", SlotSet("topic", "border"), sender="tg-1")
            found = await self.turn(f"two {n}", sender="tg-2")
            assert found.get_slot("topic") is None
        assert len(await self.texts("tg-2")) == 2 * TURNS

    async def test_reading_and_writing_find_their_way_by_the_index(self) -> None:
        for n in range(TURNS + 1):
            await self.turn(f"question {n}")
        statements = []
        sa.event.listen(self.store.engine, "before_cursor_execute", lambda *call: statements.append(call[2:4]))
        await self.turn("what is asked of the database?")
        assert [sql.split()[0] for sql, _ in statements[:2]] == ["SELECT", "SELECT"]
        assert {sql.split()[0] for sql, _ in statements[2:]} == {"INSERT"}
        with self.store.engine.connect() as connection:
            for sql, values in statements[:2]:
                plan = " ".join(row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values))
                assert SESSION_INDEX.name in plan, plan

    async def test_the_index_is_added_to_a_database_that_rasa_made(self) -> None:
        SESSION_INDEX.drop(self.store.engine)
        self.store = self.opened()
        names = {index["name"] for index in sa.inspect(self.store.engine).get_indexes(EVENTS.__tablename__)}
        assert SESSION_INDEX.name in names

    async def test_conversations_that_rasas_own_store_kept_go_on(self) -> None:
        ours = self.store
        self.store = SQLTrackerStore(DOMAIN, host=self.url)
        for n in range(3 * TURNS):
            await self.turn(f"question {n}", SlotSet("topic", "border"))
        self.store = ours
        assert (await self.turn("and then?")).get_slot("topic") == "border"
        assert len((await self.turn("and now?")).events) < 10
        assert len(await self.texts()) == 3 * TURNS + 2


class ThreeFields(EndpointConfig):
    """Actions that ask three things in a form, and take any message for an answer."""

    FIELDS = ("enquiry_kind", "enquiry_subject", "enquiry_message", None)

    def __init__(self) -> None:
        super().__init__("http://actions")
        self.called: list[str] = []

    async def request(self, json: dict[str, Any], **_: Any) -> dict[str, Any]:
        self.called.append(json["next_action"])
        asked = json["tracker"]["slots"]["requested_slot"]
        answered = [{"event": "slot", "name": asked or "nonsense", "value": json["tracker"]["latest_message"]["text"]}]
        following = self.FIELDS[self.FIELDS.index(asked) + 1] if asked else self.FIELDS[0]
        asks = [{"event": "slot", "name": "requested_slot", "value": following}]
        return {"events": answered + asks if "validate" in json["next_action"] else [], "responses": []}


class FormTest(unittest.IsolatedAsyncioTestCase):
    agent: Agent

    @classmethod
    def setUpClass(cls) -> None:
        cls.agent = Agent.load(str(MODEL))

    def begin(self, turns: int = TURNS) -> None:
        """A new database, and actions that were never called."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.store = BoundedTrackerStore(self.agent.domain, f"sqlite:///{folder.name}/tracker.db", turns=turns)
        self.addCleanup(self.store.engine.dispose)
        self.actions = ThreeFields()
        self.agent.tracker_store = self.agent.processor.tracker_store = self.store
        self.agent.processor.action_endpoint = self.actions

    async def says(self, text: str, intent: str | None = None) -> None:
        parsed = {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": []} if intent else None
        await self.agent.handle_message(UserMessage(text, CollectingOutputChannel(), "tg-1", parse_data=parsed))

    async def test_a_form_does_not_notice_that_its_session_was_continued(self) -> None:
        for turns in (100, 1):
            with self.subTest(turns=turns):
                self.begin(turns)
                await self.says("/start_enquiry", "start_enquiry")
                for text in ("hello", "tea", "How long is the border?"):
                    await self.says(text)
                assert self.actions.called == ["validate_enquiry_form"] * 4 + ["action_end_enquiry"]
                tracker = await self.store.retrieve("tg-1")
                assert tracker
                answers = [tracker.get_slot(field) for field in ThreeFields.FIELDS if field]
                assert answers == ["hello", "tea", "How long is the border?"]
                await self.says("How long is the border?")
                assert self.actions.called[-1] == "action_answer_question"

    async def test_a_form_left_for_a_week_is_forgotten(self) -> None:
        for silence, called in ((WEEK - HOUR, "validate_enquiry_form"), (WEEK + HOUR, "action_answer_question")):
            for turns in (100, 1):
                with self.subTest(silence=silence, turns=turns):
                    self.begin(turns)
                    await self.says("/start_enquiry", "start_enquiry")
                    await self.says("hello")
                    with patch("time.time", return_value=time.time() + silence):
                        await self.says("How long is the border?")
                        assert self.actions.called[-1] == called
                        tracker = await self.store.retrieve("tg-1")
                        assert tracker
                        assert (tracker.get_slot("enquiry_kind") is None) == (silence > WEEK)


if __name__ == "__main__":
    unittest.main()
