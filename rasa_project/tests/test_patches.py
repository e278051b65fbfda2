"""What is changed in Rasa does what Rasa does."""

from __future__ import annotations

import unittest

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event, SlotSet, deserialise_events

import rasa_project.patches


class PatchesTest(unittest.TestCase):
    def test_rasa_uses_them(self) -> None:
        assert RemoteAction._validate_action_result is rasa_project.patches._is_checked

    def test_events_are_read_as_before(self) -> None:
        for _ in range(2):
            [event] = deserialise_events([{"event": "slot", "name": "topic", "value": "border", "timestamp": 1.0}])
            assert event == SlotSet("topic", "border", timestamp=1.0)

    def test_an_event_that_does_not_exist_is_still_refused(self) -> None:
        with self.assertRaises(ValueError):  # noqa: PT027 (Rasa's environment has no pytest)
            Event.from_parameters({"event": "no such event"})


if __name__ == "__main__":
    unittest.main()
