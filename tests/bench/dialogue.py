"""Rasa's part of a turn: the real Rasa with its model and database, asked as the bot asks it.

The actions are real too, but over a knowledge base that answers at once, and their time is taken out.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from rich import box
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.person import Person
from bot.presses import Act, Choose, to_payload
from bot.rasa import RasaClient
from bot.settings import Settings, load_settings
from bot.system import LOOPBACK, ROOT, commands, environment, wait_until_ready, with_secret
from rasa_project.actions.__main__ import build_executor
from rasa_project.actions.knowledge import Knowledge
from tests.bench.timing import Timing
from tests.end_to_end.conftest import free_port
from tests.rasa_project.conftest import FakeKnowledgeBase

BAR_MS = 25
"""Of the median turn (issue 6)."""
PEOPLE = 20
ROUNDS = 5
"""A greeting and a question each."""
_WARM_UP = 2
LONG = 500
WINDOW = 10
"""Turns that are looked at together in the long conversation, each beside one of a conversation that just began."""
GREETING = "hello"
QUESTION = "What permit does a Korean partner need in the border area?"
IN_THE_FORM = ("Growing tea", "We would like to grow tea on some 20 hectares in Tân Uyên.", "Li Na", "Tea Company")


@dataclass(frozen=True)
class DialogueFigures:
    """Short conversations by the kind of turn; parts of a long one, each with what a new one took meanwhile."""

    kinds: Sequence[Timing]
    windows: Sequence[tuple[Timing, Timing]]


class InstantActions:
    """The action server, and how long Rasa has waited for it."""

    def __init__(self) -> None:
        self.waited_ms = 0.0
        self._executor = build_executor(Knowledge(FakeKnowledgeBase))

    @asynccontextmanager
    async def listening(self, port: int) -> AsyncIterator[None]:
        """Answer Rasa's calls."""
        app = web.Application(client_max_size=2**26)
        app.router.add_post("/webhook", self._run)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, LOOPBACK, port).start()
        try:
            yield
        finally:
            await runner.cleanup()

    async def _run(self, request: web.Request) -> web.Response:
        start = time.perf_counter()
        result = await self._executor.run(await request.json())
        response = web.json_response(result.model_dump())
        self.waited_ms += (time.perf_counter() - start) * 1000
        return response


class Stopwatch:
    """Turns of Rasa, timed."""

    def __init__(self, rasa: RasaClient, actions: InstantActions) -> None:
        self._rasa = rasa
        self._actions = actions

    async def says(self, sender: str, text: str) -> float:
        """The milliseconds that Rasa took to answer, itself."""
        return await self._timed(lambda: self._rasa.say(Person(sender, "en"), text))

    async def presses(self, sender: str, press: Act | Choose) -> float:
        """As `says`, for a button."""
        return await self._timed(lambda: self._rasa.press(Person(sender, "en"), to_payload(press)))

    async def _timed(self, turn: Callable[[], Awaitable[object]]) -> float:
        start, waited_ms = time.perf_counter(), self._actions.waited_ms
        await turn()
        return (time.perf_counter() - start) * 1000 - (self._actions.waited_ms - waited_ms)


def bench_dialogue(console: Console) -> DialogueFigures:
    """Start Rasa and talk with it; needs the dialogue model."""
    return asyncio.run(_talk(console))


async def _talk(console: Console) -> DialogueFigures:
    with tempfile.TemporaryDirectory() as folder:
        async with _started(Path(folder)) as watch:
            for _ in range(_WARM_UP):
                await _short_talk(watch, "warm-up")
            people = [f"person-{number}" for number in range(PEOPLE)]
            kinds = [await _short_talk(watch, person) for person in track(people, "turns", console=console)]
            windows = await _long_talk(watch, console)
    names = ("greeting", "question", "message in a form")
    timings = [Timing(name, [ms for kind in kinds for ms in kind[at]]) for at, name in enumerate(names)]
    return DialogueFigures(timings, windows)


async def _long_talk(watch: Stopwatch, console: Console) -> list[tuple[Timing, Timing]]:
    """Questions of one person, now and then beside those of somebody new: other work on the machine slows both."""
    starts = (LONG // 2 - WINDOW, LONG - WINDOW)
    long: list[float] = []
    beside: dict[int, list[float]] = {start: [] for start in starts}
    for turn in track(range(LONG), "a long conversation", console=console):
        long.append(await watch.says("long", QUESTION))
        for start in starts:
            if start <= turn < start + WINDOW:
                beside[start].append(await watch.says(f"beside-{start}", QUESTION))
    return [
        (
            Timing(f"question, turns {start + 1} to {start + WINDOW}", long[start : start + WINDOW]),
            Timing("the same by somebody new", beside[start]),
        )
        for start in starts
    ]


async def _short_talk(watch: Stopwatch, person: str) -> tuple[list[float], list[float], list[float]]:
    """Greetings, questions, and messages in a form, of one person."""
    greetings, questions = [], []
    for _ in range(ROUNDS):
        greetings.append(await watch.says(person, GREETING))
        questions.append(await watch.says(person, QUESTION))
    await watch.presses(person, Act("start_enquiry"))
    chosen = await watch.presses(person, Choose("enquiry", "kind", "investment"))
    return greetings, questions, [chosen, *[await watch.says(person, text) for text in IN_THE_FORM]]


@asynccontextmanager
async def _started(folder: Path) -> AsyncIterator[Stopwatch]:
    settings = with_secret(_settings(folder))
    actions = InstantActions()
    async with actions.listening(settings.actions_port), RasaClient.from_settings(settings) as rasa:
        with (folder / "log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *commands(settings)["rasa"], cwd=ROOT, env=environment(settings), stdout=log, stderr=log
            )
        try:
            await wait_until_ready(settings)
            yield Stopwatch(rasa, actions)
        finally:
            process.terminate()
            await process.wait()


def _settings(folder: Path) -> Settings:
    """Those of this machine, with ports and a database of their own."""
    port = free_port()
    own = {"rasa_port": port, "rasa_url": f"http://{LOOPBACK}:{port}", "actions_port": free_port()}
    return load_settings().model_copy(update={**own, "rasa_database_url": f"sqlite:///{folder}/rasa.db"})


def dialogue_table(figures: DialogueFigures) -> Table:
    """One row per kind of turn; then parts of a long conversation, as ratios to a new one."""
    title = f"Rasa, actions aside (to be reached: {BAR_MS} ms)"
    table = Table("", "median ms", "p95 ms", "ratio of medians", box=box.SIMPLE, title=title)

    def add(timing: Timing, base: Timing) -> None:
        table.add_row(timing.name, f"{timing.median:.1f}", f"{timing.p95:.1f}", f"{timing.median / base.median:.1f}")

    for timing in figures.kinds:
        add(timing, figures.kinds[0])
    for window, beside in figures.windows:
        table.add_section()
        add(beside, beside)
        add(window, beside)
    return table
