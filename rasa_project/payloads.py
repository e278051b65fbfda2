"""What a client may send to the ``assistant`` channel, checked before Rasa sees it.

Plain Python on purpose: it runs inside Rasa's environment and is tested in either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LANGUAGES = ("vi", "en", "zh", "lo")
TOPICS = ("investment", "agriculture", "border", "visiting", "relations")
MAX_TEXT = 4096
"""Characters of a typed text that are read; as many as Telegram lets a person send."""

# Rasa takes a text that begins with "/" as an intent with slots (DESIGN.md, traps).
_COMMAND_PREFIX = re.compile(r"^[\s/\uff0f\u2044\u2215\u200b-\u200f\u2060\ufeff]+")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SENDER = re.compile(r"[\w.:@+-]{1,128}", re.ASCII)
_ENTRY_ID = re.compile(r"[a-z]+/[a-z0-9-]+")
_FIELD = re.compile(r"(?:enquiry|guide)_[a-z][a-z0-9_]{0,29}")
_VALUE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,29}")
_MAX_ENTRY_ID = 50
_MAX_NUMBER = 999


class InvalidRequest(ValueError):
    """The request breaks the channel's contract; the message says how, in one sentence."""


@dataclass(frozen=True)
class Payload:
    """An intent with its entities, as a button sends it."""

    intent: str
    entities: Mapping[str, str | int]


@dataclass(frozen=True)
class Incoming:
    """One accepted request: either typed text or a payload."""

    sender: str
    content: str | Payload
    metadata: Mapping[str, str | bool]


def _is_entry(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) <= _MAX_ENTRY_ID
        and _ENTRY_ID.fullmatch(value) is not None
        and value.partition("/")[0] in TOPICS
    )


def _is_like(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_number(minimum: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and minimum <= value <= _MAX_NUMBER


_ENTITY_CHECKS: Mapping[str, Callable[[object], bool]] = {
    "entry": _is_entry,
    "section": _is_number(0),
    "language": LANGUAGES.__contains__,
    "topic": TOPICS.__contains__,
    "page": _is_number(1),
    "field": _is_like(_FIELD),
    "value": _is_like(_VALUE),
}

_BARE = (
    "show_topics", "help", "greet", "affirm", "deny",
    "start_guide", "start_enquiry", "cancel", "go_back", "why_ask",
    "more", "repeat", "ask_source",
)  # fmt: skip

# intent -> (entities it must have, entities it may have)
_INTENTS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "show_entry": (frozenset({"entry"}), frozenset({"section", "language"})),
    "show_topic": (frozenset({"topic"}), frozenset({"page"})),
    "ask_person": (frozenset(), frozenset({"topic"})),
    "change_language": (frozenset({"language"}), frozenset()),
    "inform": (frozenset({"field", "value"}), frozenset()),
    "edit": (frozenset({"field"}), frozenset()),
    **dict.fromkeys(_BARE, (frozenset(), frozenset())),
}


def parse_request(body: object) -> Incoming:
    """Check a request's body; raise InvalidRequest where it breaks the contract."""
    if not isinstance(body, dict):
        raise InvalidRequest("the body must be a JSON object")
    if ("message" in body) == ("payload" in body):
        raise InvalidRequest("send either message or payload")
    sender = body.get("sender")
    if not isinstance(sender, str) or not _SENDER.fullmatch(sender):
        raise InvalidRequest("sender must be 1 to 128 of the characters A-Z a-z 0-9 _ . : @ + -")
    metadata = _parse_metadata(body.get("metadata"))
    if "payload" in body:
        return Incoming(sender, _parse_payload(body["payload"]), metadata)
    return Incoming(sender, _parse_text(body["message"]), metadata)


def _parse_text(text: object) -> str | Payload:
    """Make typed text safe to classify: it can never be taken as a payload."""
    if not isinstance(text, str):
        raise InvalidRequest("message must be a string")
    storable = _UNSTORABLE.sub(" ", text[:MAX_TEXT])
    plain = _COMMAND_PREFIX.sub("", unicodedata.normalize("NFC", storable)).rstrip()
    # Nothing left ("/", blanks): whoever types that wants to know what can be typed.
    return plain or Payload("help", {})


def _parse_payload(payload: object) -> Payload:
    if not isinstance(payload, dict):
        raise InvalidRequest("payload must be an object")
    intent = payload.get("intent")
    if not isinstance(intent, str) or intent not in _INTENTS:
        raise InvalidRequest(f"payload intent must be one of {', '.join(_INTENTS)}")
    entities = payload.get("entities", {})
    if not isinstance(entities, dict):
        raise InvalidRequest("payload entities must be an object")
    required, optional = _INTENTS[intent]
    if missing := required - entities.keys():
        raise InvalidRequest(f"{intent} needs the entity {', '.join(sorted(missing))}")
    for name, value in entities.items():
        if name not in required | optional:
            raise InvalidRequest(f"{intent} has no such entity")
        if not _ENTITY_CHECKS[name](value):
            raise InvalidRequest(f"the value of {name} is not valid")
    return Payload(intent, entities)


def _parse_metadata(metadata: object) -> dict[str, str | bool]:
    """Keep the known metadata; absent is allowed, wrong is not."""
    if metadata is None:
        return {}
    if not isinstance(metadata, dict):
        raise InvalidRequest("metadata must be an object")
    known: dict[str, str | bool] = {}
    if (language := metadata.get("language")) is not None:
        if language not in LANGUAGES:
            raise InvalidRequest(f"metadata language must be one of {', '.join(LANGUAGES)}")
        known["language"] = language
    if (chosen := metadata.get("language_chosen")) is not None:
        if not isinstance(chosen, bool):
            raise InvalidRequest("metadata language_chosen must be true or false")
        known["language_chosen"] = chosen
    return known
