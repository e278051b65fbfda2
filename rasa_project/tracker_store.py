"""Rasa's conversations in a database, so kept that a long one is as quick as a new one.

Rasa reads the events of the whole session at each message, replays them for each action and sends them along with
each call of one, and a session lasts as long as somebody goes on talking. Here it is continued in a new one every few
turns, which begins with what is known: the slots, and the form if one is open. Nothing is deleted.
"""

from __future__ import annotations

import itertools
import json
import time
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Query, Session, sessionmaker
from sqlalchemy.pool import QueuePool

TURNS = 10
"""Turns after which a session is continued in a new one; nothing looks further back than one turn."""

EVENTS = SQLTrackerStore.SQLEvent
# Rasa's own index is on sender_id alone: all that a person ever said would be read to find the session's beginning.
SESSION_INDEX = sa.Index("ix_events_sender_id_timestamp", EVENTS.sender_id, EVENTS.timestamp)


class BoundedTrackerStore(SQLTrackerStore):
    """Rasa's SQL store, with sessions of at most ``turns`` turns."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        turns: int = TURNS,
        **options: Any,
    ) -> None:
        super().__init__(domain=domain, host=host, event_broker=event_broker, **options)
        self._turns = turns
        SESSION_INDEX.create(self.engine, checkfirst=True)
        if self.engine.dialect.name == "sqlite":
            self.engine = _quick_sqlite(self.engine.url)
            self.sessionmaker = sessionmaker(bind=self.engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's latest session, or its continuation if it has become long."""
        tracker = await super().retrieve(sender_id)
        if tracker is None or _turns_in(tracker) < self._turns or self._has_expired(tracker):
            return tracker
        # As any event, those that it begins with are stored with the turn for which it was read.
        return DialogueStateTracker.from_events(sender_id, _carried_over(tracker), self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that are new since the tracker was read: Rasa would ask the database how many there are."""
        await self.stream_events(tracker)
        new = itertools.islice(tracker.events, getattr(tracker, "stored", 0), None)
        if rows := [_row(tracker.sender_id, event) for event in new]:
            with self.session_scope() as session:
                session.execute(sa.insert(EVENTS), rows)
                session.commit()
        tracker.stored = len(tracker.events)

    def _has_expired(self, tracker: DialogueStateTracker) -> bool:
        """Whether Rasa is about to begin a new session by itself, in which all is forgotten (domain/session.yml)."""
        said = tracker.get_last_event_for(UserUttered)
        minutes = self.domain.session_config.session_expiration_time
        return bool(said and minutes and time.time() - said.timestamp > minutes * 60)

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> DialogueStateTracker | None:
        with self.session_scope() as session:
            events = self._event_query(session, sender_id, fetch_events_from_all_sessions)
            stored = [json.loads(data) for (data,) in events.with_entities(EVENTS.data)]
        if not stored:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, stored, self.domain.slots)
        tracker.stored = len(stored)
        return tracker

    def _event_query(self, session: Session, sender_id: str, fetch_events_from_all_sessions: bool) -> Query:
        """As Rasa's, in two steps that both find their way by the index."""
        events = session.query(EVENTS).filter(EVENTS.sender_id == sender_id)
        if not fetch_events_from_all_sessions:
            starts = events.filter(EVENTS.type_name == SessionStarted.type_name).order_by(EVENTS.timestamp.desc())
            if start := starts.with_entities(EVENTS.timestamp).limit(1).scalar():
                events = events.filter(EVENTS.timestamp >= start)
        return events.order_by(EVENTS.id)


def _turns_in(tracker: DialogueStateTracker) -> int:
    return sum(isinstance(event, UserUttered) for event in tracker.events)


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    """As Rasa stores an event."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _carried_over(tracker: DialogueStateTracker) -> list[Event]:
    """What a session begins with that continues another: as Rasa begins one, but with the open form too."""
    now = time.time()
    known = [slot for slot in tracker.slots.values() if slot.value != slot.initial_value]
    return [
        ActionExecuted(ACTION_SESSION_START_NAME, timestamp=now),
        SessionStarted(timestamp=now),
        *(SlotSet(slot.name, slot.value, timestamp=now) for slot in known),
        *([ActiveLoop(tracker.active_loop_name, timestamp=now)] if tracker.active_loop_name else []),
        ActionExecuted(ACTION_LISTEN_NAME, timestamp=now),
    ]


def _quick_sqlite(url: sa.engine.URL) -> sa.engine.Engine:
    """SQLite that does not wait for the disk at each turn; only a power cut could cost the last few turns.

    Its connection stays open: with the last one that closes, SQLite would write its log back every time.
    """
    engine = sa.create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    return engine
