"""The whole assistant, started as a person starts it: real Rasa, actions, model and bot; only Telegram is a double.

Needs what `make test` has made before: the environments, the index and the dialogue model.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.telegram_double import TOKEN, TelegramDouble, User

ROOT = Path(__file__).parent.parent.parent
START_S = 150.0
STOP_S = 30.0


@dataclass
class Running:
    """A started assistant and what it has printed."""

    process: asyncio.subprocess.Process
    log: Path
    ports: tuple[int, int]

    def printed(self) -> str:
        return self.log.read_text("utf-8", "replace")

    async def prints(self, text: str, patience_s: float = START_S) -> None:
        """Wait until ``text`` was printed."""
        async with asyncio.timeout(patience_s):
            while text not in self.printed():
                assert self.process.returncode is None or text in self.printed(), self.printed()[-3000:]
                await asyncio.sleep(0.1)

    def pid_of(self, name: str) -> int:
        """The process id of one of the services, as the parent printed it."""
        line = next(line for line in self.printed().splitlines() if f"{name} started (pid=" in line)
        return int(line.rpartition("pid=")[2].rstrip(")"))

    async def ends(self) -> int:
        """Wait for the end; the exit status."""
        return await asyncio.wait_for(self.process.wait(), STOP_S)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@asynccontextmanager
async def started(folder: Path, **settings: str) -> AsyncIterator[Running]:
    """Run ``python -m bot run`` with databases of its own in ``folder``; stop it by its process id."""
    ports = (free_port(), free_port())
    environment = {
        **os.environ,
        "RASA_PORT": str(ports[0]),
        "ACTIONS_PORT": str(ports[1]),
        "DATABASE_URL": f"sqlite:///{folder}/bot.db",
        "RASA_DATABASE_URL": f"sqlite:///{folder}/rasa.db",
        "TELEGRAM_BOT_TOKEN": "",
        "NO_PROXY": "127.0.0.1",
        **settings,
    }
    log = folder / "printed"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=ROOT,
            env=environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
        )
    running = Running(process, log, ports)
    try:
        yield running
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), STOP_S)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def double() -> AsyncIterator[TelegramDouble]:
    async with TelegramDouble() as double:
        yield double


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def assistant(double: TelegramDouble, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """The assistant, serving the double."""
    folder = tmp_path_factory.mktemp("assistant")
    async with started(folder, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=double.url) as running:
        await running.prints("serving Telegram as")
        yield running


@pytest.fixture
def person(assistant: Running, double: TelegramDouble, next_user_id: Callable[[], int]) -> Callable[[str], User]:
    """Somebody new, whose telephone speaks the given language."""
    return lambda language: double.user(next_user_id(), language)


@pytest.fixture(scope="session")
def next_user_id() -> Callable[[], int]:
    ids = iter(range(1000, 10_000))
    return lambda: next(ids)
