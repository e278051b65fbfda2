"""How insults are met."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from rasa_project.actions.courtesy import ActionMeetAbuse
from tests.rasa_project.conftest import tracker_of


async def said_to(**slots: bool) -> tuple[str, dict[str, bool]]:
    """The sentence said, and the slots that the action sets."""
    dispatcher = CollectingDispatcher()
    events = await ActionMeetAbuse().run(dispatcher, tracker_of("you idiot", slots=slots), {})
    [message] = dispatcher.messages
    return message["custom"]["key"], {event["name"]: event["value"] for event in events}


async def test_the_first_insult_is_met_with_an_offer_and_the_next_with_a_word() -> None:
    said, slots = await said_to()
    assert (said, slots) == ("abuse", {"insulted": True})
    assert await said_to(**slots) == ("abuse_again", {"insulted": True})
