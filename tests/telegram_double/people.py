"""People who use the bot, as a test tells of them."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.telegram_double.double import TelegramDouble

Message = dict[str, Any]
COMMAND = re.compile(r"(?<![\w/<>])/\w{1,64}(?:@\w{1,32})?(?![\w/<>])", re.ASCII)
LONGEST_MESSAGE = 4096
PATIENCE_S = 10.0


@dataclass(frozen=True)
class Button:
    """A button under a message: what stands on it, and what pressing it sends."""

    label: str
    data: str | None


@dataclass(frozen=True)
class Heard:
    """A message of the bot's, as the person sees it."""

    message_id: int
    text: str
    html: str
    rows: tuple[tuple[Button, ...], ...]
    edited: bool = False

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons, in order."""
        return [button.label for row in self.rows for button in row]

    def button(self, label: str) -> Button:
        """The button whose label contains ``label``."""
        found = [button for row in self.rows for button in row if label in button.label]
        if not found:
            raise AssertionError(f"no button {label!r} among {self.labels} under: {self.text}")
        return found[0]


@dataclass
class User:
    """Somebody with a private chat with the bot."""

    double: TelegramDouble
    id: int
    language_code: str | None = "en"
    has_blocked: bool = False
    heard: asyncio.Queue[Heard] = field(default_factory=asyncio.Queue)

    @property
    def as_json(self) -> Message:
        """The person as updates describe them."""
        known = {"id": self.id, "is_bot": False, "first_name": f"User {self.id}"}
        return known | ({"language_code": self.language_code} if self.language_code else {})

    @property
    def chat(self) -> Message:
        """Their private chat."""
        return {"id": self.id, "type": "private", "first_name": f"User {self.id}"}

    def sends(self, text: str) -> int:
        """Send a text; one that is too long is cut in pieces, as Telegram's clients do."""
        pieces = [text[at : at + LONGEST_MESSAGE] for at in range(0, len(text), LONGEST_MESSAGE)] or [""]
        return [self.sends_message(text=piece, entities=_entities(piece)) for piece in pieces][-1]

    def sends_sticker(self) -> int:
        """Send a sticker."""
        return self.sends_message(sticker=STICKER)

    def sends_message(self, *, chat: Message | None = None, **content: object) -> int:
        """Send a message with any content the Bot API knows; return the update's id."""
        return self.double.deliver({"message": self._message(chat, content)})

    def edits_message(self, message_id: int = 1, **content: object) -> int:
        """Change a message that was sent before."""
        edited = self._message(None, content) | {"message_id": message_id, "edit_date": _now()}
        return self.double.deliver({"edited_message": edited})

    def presses(self, heard: Heard, label: str) -> int:
        """Press the button whose label contains ``label``."""
        return self.presses_data(heard, heard.button(label).data or "")

    def presses_data(self, heard: Heard, data: str) -> int:
        """Press a button that carries ``data``, whether the bot sent such a one or not."""
        bot_message = self.double.messages[self.id, heard.message_id]
        return self.double.deliver(
            {
                "callback_query": {
                    "id": self.double.new_query(),
                    "from": self.as_json,
                    "chat_instance": str(self.id),
                    "message": bot_message,
                    "data": data,
                }
            }
        )

    async def hears(self, patience_s: float = PATIENCE_S) -> Heard:
        """The next message, or edit of one, by the bot."""
        try:
            return await asyncio.wait_for(self.heard.get(), patience_s)
        except TimeoutError:
            refused = "; ".join(map(str, self.double.refusals)) or "nothing"
            raise AssertionError(f"the bot said nothing to user {self.id} (refused: {refused})") from None

    async def hears_nothing(self, for_s: float = 0.3) -> None:
        """Make sure that the bot says nothing for a while."""
        await asyncio.sleep(for_s)
        if not self.heard.empty():
            raise AssertionError(f"the bot said: {self.heard.get_nowait().text}")

    def _message(self, chat: Message | None, content: dict[str, object]) -> Message:
        sender = {"from": self.as_json, "chat": chat or self.chat, "date": _now()}
        return {"message_id": self.double.new_message_id(), **sender, **content}


def _now() -> int:
    return int(time.time())


def _entities(text: str) -> list[Message]:
    return [
        {"type": "bot_command", "offset": command.start(), "length": len(command[0])}
        for command in COMMAND.finditer(text)
    ]


STICKER = {
    "file_id": "sticker-1",
    "file_unique_id": "sticker-1",
    "type": "regular",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
}
