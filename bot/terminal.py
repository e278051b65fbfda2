"""The conversation in the terminal: the same turns and screens, as plain lines."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import re
import threading
import uuid
from typing import TextIO

from bot.conversation import Conversation, Turn
from bot.logs import configure_logging
from bot.markup import plain
from bot.person import Person
from bot.presses import ChooseLanguage, Greet, Help, Press, ShowTopics
from bot.rasa import RasaClient, RasaError, RasaUnavailable
from bot.screens import Screen
from bot.settings import Settings
from bot.store import Store
from bot.texts import DEFAULT_LANGUAGE, Texts

logger = logging.getLogger(__name__)

COMMANDS: dict[str, Press] = {
    "/start": Greet(),
    "/topics": ShowTopics(),
    "/language": ChooseLanguage(),
    "/help": Help(),
}
CHOICE = re.compile(r"[0-9]{1,2}")
"""No screen has a hundred buttons; a longer number may be a decree's, or a year."""
PROMPT = "> "


class Terminal:
    """One conversation; remembers its language and the buttons shown last."""

    def __init__(self, conversation: Conversation, output: TextIO) -> None:
        self._conversation = conversation
        self._output = output
        self._person = Person(f"terminal-{uuid.uuid4().hex}", DEFAULT_LANGUAGE)
        self._choices: tuple[Press, ...] = ()

    def welcome(self) -> None:
        """Say what can be typed."""
        self._print(self._conversation.texts.get(self._person.language, "terminal_welcome"))

    async def read(self, line: str) -> None:
        """Answer one line, whatever becomes of it."""
        try:
            turn = await self._turn(line)
        except RasaError as err:
            logger.error("%s", err)
            key = "service_down" if isinstance(err, RasaUnavailable) else "error"
            turn = self._conversation.sentence(self._person, key)
        self._person = turn.person
        self._show(turn.screens)

    async def _turn(self, line: str) -> Turn:
        if self._choices and CHOICE.fullmatch(line):
            return await self._choose(int(line))
        if line in COMMANDS:
            return await self._conversation.press(self._person, COMMANDS[line])
        if line.startswith("/"):
            return self._conversation.sentence(self._person, "unknown_command")
        return await self._conversation.say(self._person, line)

    async def _choose(self, number: int) -> Turn:
        if 1 <= number <= len(self._choices):
            return await self._conversation.press(self._person, self._choices[number - 1])
        return self._conversation.sentence(
            self._person,
            "terminal_no_such_choice",
            number=number,
            count=len(self._choices),
        )

    def _show(self, screens: tuple[Screen, ...]) -> None:
        buttons = [button for screen in screens for row in screen.rows for button in row]
        blocks = (block for screen in screens for block in screen.blocks)
        self._print("\n\n".join(plain(block, addresses=True) for block in blocks))
        for number, button in enumerate(buttons, start=1):
            self._print(f"  {number}. {button.label}")
        # A turn without buttons leaves the earlier ones in reach.
        self._choices = tuple(button.press for button in buttons) or self._choices
        self._print("")

    def _print(self, text: str) -> None:
        print(text, file=self._output, flush=True)


async def run_terminal(settings: Settings, stdin: TextIO, stdout: TextIO) -> None:
    """Answer every line of ``stdin`` until it ends."""
    configure_logging(settings)
    async with RasaClient.from_settings(settings) as rasa, Store.from_url(settings.database_url) as store:
        await converse(Conversation(rasa, Texts.load(), store.enquiries), stdin, stdout)


async def converse(conversation: Conversation, stdin: TextIO, stdout: TextIO) -> None:
    """Hold one conversation over ``stdin`` and ``stdout``."""
    terminal = Terminal(conversation, stdout)
    terminal.welcome()
    lines = _lines(stdin)
    while True:
        if stdin.isatty():
            print(PROMPT, end="", file=stdout, flush=True)
        line = await lines.get()
        if line is None:
            return
        if line:
            if not stdin.isatty():
                print(f"{PROMPT}{line}", file=stdout, flush=True)
            await terminal.read(line)


def _lines(stdin: TextIO) -> asyncio.Queue[str | None]:
    """The lines of ``stdin`` as they come, then None.

    Read in a thread that does not keep the process alive: a waiting `readline` cannot be
    cancelled, and Ctrl-C must end the conversation at once.
    """
    if isinstance(stdin, io.TextIOWrapper):
        stdin.reconfigure(errors="replace")  # Bytes that are no text must not end the conversation.
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        with contextlib.suppress(RuntimeError):  # The loop is gone: nobody listens any more.
            for line in stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line.strip())
            loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, name="terminal-input", daemon=True).start()
    return lines
