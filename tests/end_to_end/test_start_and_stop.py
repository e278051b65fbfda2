"""Starting and stopping, and what people see when it cannot be done."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.end_to_end.conftest import listens, started
from tests.telegram_double import TOKEN, TelegramDouble

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def telegram() -> AsyncIterator[TelegramDouble]:
    """A double of its own: two bots with one token would get in each other's way."""
    async with TelegramDouble() as double:
        yield double


async def test_without_a_token_it_talks_in_the_terminal(tmp_path: Path) -> None:
    async with started(tmp_path) as terminal:
        assert terminal.process.stdin
        terminal.process.stdin.write("What is the length of the border with China?\nMa Lù Thàng ở đâu?\n".encode())
        terminal.process.stdin.close()
        await terminal.prints("Phong Thổ")
        assert await terminal.ends() == 0
        printed = terminal.printed()
        assert "TELEGRAM_BOT_TOKEN is not set" in printed
        assert "265.165 km" in printed
        assert printed.count("https://") >= 2
        assert not any(listens(port) for port in terminal.ports)


async def test_a_service_that_dies_ends_everything_with_a_clear_line(tmp_path: Path, telegram: TelegramDouble) -> None:
    async with started(tmp_path, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url) as assistant:
        await assistant.prints("serving Telegram as")
        os.kill(assistant.pid_of("actions"), signal.SIGKILL)
        assert await assistant.ends() != 0
        assert "actions stopped" in assistant.printed()
        assert not any(listens(port) for port in assistant.ports)


async def test_sigterm_stops_everything(tmp_path: Path, telegram: TelegramDouble) -> None:
    async with started(tmp_path, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url) as assistant:
        await assistant.prints("serving Telegram as")
        assistant.process.send_signal(signal.SIGTERM)
        await assistant.ends()
        assert not any(listens(port) for port in assistant.ports)


async def test_a_refused_token_is_said_in_one_line(tmp_path: Path, telegram: TelegramDouble) -> None:
    wrong = TOKEN[:-1] + "9"
    async with started(tmp_path, TELEGRAM_BOT_TOKEN=wrong, TELEGRAM_API_URL=telegram.url) as assistant:
        await assistant.prints("Telegram refuses TELEGRAM_BOT_TOKEN")
        assert await assistant.ends() == 2
        assert "Traceback" not in assistant.printed()


async def test_a_port_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with started(tmp_path, RASA_PORT=str(port)) as assistant:
            assert await assistant.ends() == 2
            assert assistant.printed().strip() == (
                f"port {port} is in use: stop what listens there, or set RASA_PORT to a free one"
            )


async def test_settings_that_make_no_sense_are_all_named(tmp_path: Path) -> None:
    async with started(tmp_path, RASA_PORT="none", TELEGRAM_BOT_TOKEN="secret-but-wrong") as assistant:
        assert await assistant.ends() == 2
        assert "RASA_PORT" in assistant.printed()
        assert "TELEGRAM_BOT_TOKEN" in assistant.printed()
        assert "secret-but-wrong" not in assistant.printed()
