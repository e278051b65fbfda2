"""Turns of the whole assistant: everything is real but Telegram."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich import box
from rich.console import Console
from rich.progress import track
from rich.table import Table

from knowledge_base.batch import Question
from tests.bench.timing import Timing
from tests.end_to_end.conftest import Running, started
from tests.telegram_double import TOKEN, TelegramDouble, User

_TURNS = 10
"""Questions of one person, as in a usual conversation."""


@dataclass(frozen=True)
class AssistantFigures:
    """``memory`` is each process's in MB; ``ready`` the seconds from the start to the first turn."""

    greeting: Timing
    answer: Timing
    memory: dict[str, float]
    ready: float


def bench_assistant(questions: Sequence[Question], console: Console) -> AssistantFigures:
    """Start the assistant and talk with it: a greeting (a turn without search), then a question, again and again."""
    return asyncio.run(_turns(questions, console))


async def _turns(questions: Sequence[Question], console: Console) -> AssistantFigures:
    with tempfile.TemporaryDirectory() as folder:
        async with TelegramDouble() as double:
            begun = time.perf_counter()
            async with started(Path(folder), TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=double.url) as assistant:
                with console.status("starting the assistant …"):
                    await assistant.prints("serving Telegram as")
                    ready = time.perf_counter() - begun
                    await _turn(double.user(1, "en"), questions[0].question, patience_s=120)
                greetings, answers = [], []
                for number, question in enumerate(track(questions, "turns", console=console, transient=True)):
                    person = double.user(2 + number // _TURNS, str(question.lang))
                    greetings.append(await _turn(person, "hello"))
                    answers.append(await _turn(person, question.question))
                memory = memory_of(assistant)
    return AssistantFigures(
        Timing("turn without search", greetings), Timing("turn with answer", answers), memory, ready
    )


async def _turn(person: User, text: str, patience_s: float = 30) -> float:
    start = time.perf_counter()
    person.sends(text)
    await person.hears(patience_s)
    return (time.perf_counter() - start) * 1000


def memory_of(assistant: Running) -> dict[str, float]:
    """Resident memory of each process in MB; shared pages count once each, so the sum is an upper bound."""
    names = ("rasa", "actions", "bot")
    used = {name: _memory(psutil.Process(assistant.pid_of(name))) for name in names}
    return {**used, "parent": _memory(psutil.Process(assistant.process.pid)) - sum(used.values())}


def _memory(process: psutil.Process) -> float:
    family = [process, *process.children(recursive=True)]
    return sum(member.memory_info().rss for member in family) / 1e6


def assistant_table(figures: AssistantFigures) -> Table:
    """One row per kind of turn, one for memory."""
    title = f"the whole assistant, {len(figures.answer.milliseconds)} turns each"
    table = Table("", "median ms", "p95 ms", "ratio of medians", box=box.SIMPLE, title=title)
    for timing in (figures.greeting, figures.answer):
        ratio = timing.median / figures.greeting.median
        table.add_row(timing.name, f"{timing.median:.1f}", f"{timing.p95:.1f}", f"{ratio:.1f}")
    parts = ", ".join(f"{name} {used:.0f}" for name, used in figures.memory.items())
    table.caption = f"memory: {sum(figures.memory.values()):.0f} MB ({parts}); ready after {figures.ready:.0f} s"
    return table
