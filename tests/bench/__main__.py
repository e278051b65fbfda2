"""Speed and memory of the whole assistant: ``python -m tests.bench`` (``make bench``).

Everything is real but Telegram. Times are given as they were measured and as ratios: of a search to
the bare encoder's forward pass, of a turn with an answer to a turn of Rasa without a search.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich import box
from rich.console import Console
from rich.progress import track
from rich.table import Table

from knowledge_base.batch import Question, read_questions
from knowledge_base.encoder import SentenceTransformerEncoder
from knowledge_base.search import KnowledgeBase
from knowledge_base.settings import Settings
from tests.end_to_end.conftest import Running, started
from tests.telegram_double import TOKEN, TelegramDouble, User

QUESTIONS = Path(__file__).parent.parent / "questions" / "dev.jsonl"
COUNT = 100
_WARM_UP = 5
_TURNS = 10
"""Questions of one person; Rasa's turns grow slower with the length of a conversation."""
_ERR = Console(stderr=True)


@dataclass(frozen=True)
class Timing:
    """Durations of one thing done many times, in milliseconds."""

    name: str
    milliseconds: Sequence[float]

    @property
    def median(self) -> float:
        return statistics.median(self.milliseconds)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.milliseconds, n=20)[-1]


def timed(name: str, act: Callable[[Question], object], questions: Sequence[Question]) -> Timing:
    """Time ``act`` on each question, after a few that are not counted."""
    for question in questions[:_WARM_UP]:
        act(question)
    return Timing(name, [_milliseconds(lambda q=question: act(q)) for question in _watched(name, questions)])  # type: ignore[misc]


def _milliseconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def _watched(name: str, questions: Sequence[Question]) -> Iterator[Question]:
    yield from track(questions, name, console=_ERR, transient=True)


def bench_search(questions: Sequence[Question]) -> list[Timing]:
    """The bare encoder, then the whole search."""
    settings = Settings()
    encoder = SentenceTransformerEncoder.load(settings.embedding_model)
    base = KnowledgeBase.load(settings.index_path, settings.embedding_model)
    return [
        timed("encoder alone", lambda q: encoder.encode_questions([q.question]), questions),
        timed("search", lambda q: base.search(q.question, q.lang), questions),
    ]


async def bench_turns(questions: Sequence[Question]) -> tuple[list[Timing], dict[str, float], float]:
    """Turns on the Telegram double: a greeting, then questions. Also memory (MB) and seconds to be ready."""
    with tempfile.TemporaryDirectory() as folder:
        async with TelegramDouble() as double:
            begun = time.perf_counter()
            async with started(Path(folder), TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=double.url) as assistant:
                await assistant.prints("serving Telegram as")
                ready = time.perf_counter() - begun
                await _turn(double.user(1, "en"), questions[0].question, patience_s=120)
                greetings, answers = [], []
                for number, question in enumerate(_watched("turns", questions)):
                    person = double.user(2 + number // _TURNS, str(question.lang))
                    greetings.append(await _turn(person, "hello"))
                    answers.append(await _turn(person, question.question))
                memory = memory_of(assistant)
    return [Timing("turn without search", greetings), Timing("turn with answer", answers)], memory, ready


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


def main() -> None:
    questions = read_questions(QUESTIONS)
    questions = questions[:: max(1, len(questions) // COUNT)][:COUNT]
    searches = bench_search(questions)
    turns, memory, ready = asyncio.run(bench_turns(questions))
    table = Table("", "median ms", "p95 ms", "ratio of medians", box=box.SIMPLE, title=f"{len(questions)} questions")
    for base, timing in ((searches[0], searches[0]), tuple(searches), (turns[0], turns[0]), tuple(turns)):
        ratio = f"{timing.median / base.median:.1f} × {base.name}" if base is not timing else "1"
        table.add_row(timing.name, f"{timing.median:.1f}", f"{timing.p95:.1f}", ratio)
    console = Console()
    console.print(table)
    parts = ", ".join(f"{name} {used:.0f}" for name, used in memory.items())
    console.print(f"memory: {sum(memory.values()):.0f} MB ({parts}); ready after {ready:.0f} s")


if __name__ == "__main__":
    main()
