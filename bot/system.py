"""The processes of the assistant, started together and stopped together."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shlex
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from honcho.manager import Manager
from honcho.printer import Printer
from pydantic import SecretStr
from rich.console import Console
from sqlalchemy import make_url

from bot.settings import Settings

ROOT = Path(__file__).parent.parent
LOOPBACK = "127.0.0.1"
START_LIMIT_S = 180
"""Seconds that Rasa and the action server may take to start; they need about 20."""
_STOP_LIMIT_S = 15
_STOPPED_BY_SIGNAL = (130, 143)
"""Statuses that honcho gives for SIGINT and SIGTERM."""
_TAIL_LINES = 12

_ERR = Console(stderr=True, highlight=False, markup=False)


class SystemProblem(Exception):
    """The assistant cannot start or go on; says in one sentence why and what to do."""


def with_secret(settings: Settings) -> Settings:
    """The settings with a token between the bot and Rasa, made up where none is set."""
    if settings.rasa_token:
        return settings
    return settings.model_copy(update={"rasa_token": SecretStr(secrets.token_urlsafe(32))})


def _model(settings: Settings) -> Path:
    return settings.var_dir / "rasa" / "models" / "dialogue.tar.gz"


def commands(settings: Settings) -> Mapping[str, list[str]]:
    """What to run for Rasa and for the actions; the bot is ours."""
    rasa = ROOT / ".venv-rasa" / "bin" / "python"
    model = _model(settings)
    for path, fix in ((rasa, "make setup"), (model, "make model")):
        if not path.exists():
            raise SystemProblem(f"{path} is missing: run `{fix}`")
    return {
        "rasa": [
            *(str(rasa), "-m", "rasa", "run", "--model", str(model.resolve())),
            *("--interface", LOOPBACK, "--port", str(settings.rasa_port)),
            *("--credentials", "rasa_project/credentials.yml", "--endpoints", "rasa_project/endpoints.yml"),
        ],
        "actions": [sys.executable, "-m", "rasa_project.actions"],
    }


def keep_to_ourselves(settings: Settings) -> None:
    """Take the right to write from others, up to VAR_DIR: what they put there Rasa would unpickle and run.

    Raises SystemProblem where that is not ours to do.
    """
    model = _model(settings)
    for path in (model, *model.parents[: len(model.relative_to(settings.var_dir).parts)]):
        mode = path.stat().st_mode
        # In a folder with the sticky bit (/tmp) others cannot replace what is ours.
        if mode & (stat.S_IWGRP | stat.S_IWOTH) and not mode & stat.S_ISVTX:
            try:
                path.chmod(mode & ~(stat.S_IWGRP | stat.S_IWOTH))
            except PermissionError as err:
                raise SystemProblem(f"others may write to {path}, and Rasa would run it: chmod go-w it") from err


def environment(settings: Settings) -> Mapping[str, str]:
    """What the processes need to know beyond what this one was given."""
    assert settings.rasa_token
    return {
        **os.environ,
        "VAR_DIR": str(settings.var_dir.resolve()),
        "RASA_TOKEN": settings.rasa_token.get_secret_value(),
        "RASA_DATABASE_URL": settings.rasa_database_url or _tracker_database(settings),
        "ACTIONS_URL": f"http://{LOOPBACK}:{settings.actions_port}/webhook",
        "ACTIONS_PORT": str(settings.actions_port),
        "LOG_LEVEL": settings.log_level,
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


def _tracker_database(settings: Settings) -> str:
    """Rasa keeps its conversations beside the bot's data, with the driver that Rasa has."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{(settings.var_dir / 'rasa').resolve()}/tracker.db"
    return url.set(drivername="postgresql+psycopg2").render_as_string(hide_password=False)


def check_ports(settings: Settings) -> None:
    """Raise SystemProblem if something else listens where Rasa or the actions would."""
    if settings.rasa_port == settings.actions_port:
        raise SystemProblem(f"RASA_PORT and ACTIONS_PORT are both {settings.rasa_port}: set one of them to another")
    for name in ("rasa_port", "actions_port"):
        port = getattr(settings, name)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError as err:
                raise SystemProblem(
                    f"port {port} is in use: stop what listens there, or set {name.upper()} to a free one"
                ) from err


def run_services(settings: Settings, *, with_bot: bool, output: TextIO) -> int:
    """Run the processes until a signal comes or one of them ends; then stop all of them.

    Returns the exit status; what the processes print goes to ``output``, marked with their names.
    """
    (settings.var_dir / "rasa").mkdir(parents=True, exist_ok=True)
    manager = Manager(Printer(output))
    everything = dict(commands(settings))
    keep_to_ourselves(settings)
    if with_bot:
        everything["bot"] = [sys.executable, "-m", "bot", "telegram"]
    for name, command in everything.items():
        # honcho starts a shell: `exec` puts the process in its place, so that signals reach it.
        manager.add_process(name, f"exec {shlex.join(command)}", env=environment(settings), cwd=str(ROOT))
    manager.loop()
    status = int(manager.returncode or 0)
    if status not in _STOPPED_BY_SIGNAL:
        print(f"the assistant has stopped: one of its processes ended with status {status}, see above", file=output)
    return abs(status)


@contextmanager
def services_beside(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """Run Rasa and the actions in the background, their output in a log; stop them on leaving."""
    log = log_path(settings)
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "bot", "services"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(settings), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_LIMIT_S)
        process.kill()


def log_path(settings: Settings) -> Path:
    """Where the background processes write."""
    return settings.var_dir / "log" / "services.log"


async def wait_until_ready(settings: Settings, process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until Rasa and the actions listen, showing that something goes on.

    Raises SystemProblem if they do not come up, or if ``process``, which runs them, ends.
    """
    with _ERR.status("starting the dialogue (about 20 seconds) …"):
        try:
            async with asyncio.timeout(START_LIMIT_S):
                while not all([await _listens(*address) for address in _addresses(settings)]):
                    if process and process.poll() is not None:
                        raise SystemProblem(f"the dialogue did not start:\n{_tail(log_path(settings))}")
                    await asyncio.sleep(0.2)
        except TimeoutError as err:
            raise SystemProblem(f"the dialogue did not start within {START_LIMIT_S} s: see its log") from err


@asynccontextmanager
async def ending_with(process: subprocess.Popen[bytes], settings: Settings) -> AsyncIterator[None]:
    """End what runs inside, with SystemProblem, as soon as ``process`` has ended."""
    current = asyncio.current_task()

    async def watch() -> None:
        while process.poll() is None:  # noqa: ASYNC110 - the end of a process sets no event
            await asyncio.sleep(0.5)
        if current:
            current.cancel()

    watcher = asyncio.create_task(watch())
    try:
        yield
    except asyncio.CancelledError:
        if process.poll() is None:
            raise
        raise SystemProblem(f"the dialogue has stopped:\n{_tail(log_path(settings))}") from None
    finally:
        watcher.cancel()


def _addresses(settings: Settings) -> Iterator[tuple[str, int]]:
    """Where Rasa listens, and the actions beside it if it is on this machine."""
    rasa = urlsplit(settings.rasa_url)
    host = rasa.hostname or LOOPBACK
    yield host, rasa.port or (443 if rasa.scheme == "https" else 80)
    if host in (LOOPBACK, "localhost"):
        yield LOOPBACK, settings.actions_port


async def _listens(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


def _tail(log: Path) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-_TAIL_LINES:])
