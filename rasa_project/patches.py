"""What is changed in Rasa itself: work that it does at every turn, and needlessly.

Imported for its effect by the channel, which every started Rasa loads.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event


def _is_checked(_action: RemoteAction, _result: dict[str, Any]) -> bool:
    """Take an action's result as it is: rasa-sdk has checked each event before it sent them.

    Rasa checks its own fixed schema for results first, and then the result: that cost half of a turn with an action.
    """
    return True


RemoteAction._validate_action_result = _is_checked
# Rasa goes through all classes of events for every event that it reads.
Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))
