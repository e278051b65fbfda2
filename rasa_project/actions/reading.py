"""How a message in a form is read: as the answer to the field asked, or as an act of the form's own.

Nothing here replies or looks anything up: see `forms` for that.
"""

from __future__ import annotations

from rasa_project.actions.choices import NO, yes_or_no
from rasa_project.actions.fields import Field, Message, Progress, Step, Unreadable

PATIENCE = 3
"""After so many messages in a row that the field cannot take, it is offered to stop."""
OWN_ACTS = ("cancel", "go_back", "why_ask")


def read_press(message: Message, progress: Progress) -> Step | None:
    """What a button of the form leads to; None if it is none of the form's."""
    pressed = progress.field_of(message.turn.entity("field"))
    match message.intent:
        case "inform":
            return _choose(pressed, str(message.turn.entity("value")), progress)
        case "edit":
            return Step(ask=pressed if pressed and pressed.name in progress.answers else progress.asked)
        case "affirm" | "deny":
            return _go_on_or_stop(message, progress)
    return _own_act(message, progress)


def _choose(pressed: Field | None, value: str, progress: Progress) -> Step:
    """Take a button's value: for the field asked, or for one that was asked before and is still in sight."""
    if pressed and value in pressed.choices and (pressed == progress.asked or pressed.name in progress.answers):
        return Step(changes={pressed.name: value}, ask=None if pressed == progress.asked else progress.asked)
    return Step(ask=progress.asked)


def read_typed(message: Message, progress: Progress) -> Step:
    """What a typed text leads to as the answer to the field asked; raises `Unreadable` if it is none."""
    asked = progress.asked
    if progress.nonsense >= PATIENCE and (step := _go_on_or_stop(message, progress)):
        return step
    if asked.takes != "value" and message.is_wholly(*OWN_ACTS) and (step := _own_act(message, progress)):
        return step
    try:
        return Step(changes={asked.name: asked.read(message, progress.answers)})
    except Unreadable:
        if asked.takes == "value" and (step := _own_act(message, progress)):
            return step
        raise


def _go_on_or_stop(message: Message, progress: Progress) -> Step | None:
    """The answer to "shall we go on?"."""
    try:
        return Step(ask=progress.asked, is_end=yes_or_no(message, "go_on") == NO)
    except Unreadable:
        return None


def _own_act(message: Message, progress: Progress) -> Step | None:
    """What the acts that only forms have lead to."""
    match message.intent:
        case "cancel":
            return Step(is_end=True)
        case "why_ask":
            return Step(ask=progress.asked, why=True)
        case "go_back" if progress.is_change:
            return Step()  # Back to where the change was asked for.
        case "go_back":
            previous = progress.previous
            return Step({previous.name: None}) if previous else Step(ask=progress.asked, problem="problem_first")
    return None


def refuse(problem: str, progress: Progress) -> Step:
    """Say why the field cannot take the message, and ask it again."""
    return Step(ask=progress.asked, problem=problem, nonsense=progress.nonsense % PATIENCE + 1)
