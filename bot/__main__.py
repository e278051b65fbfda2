"""Start the assistant: ``python -m bot run`` (all processes), ``telegram`` (the bot alone), ``services``."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable

from bot.application import TelegramProblem, run_telegram
from bot.settings import Settings, SettingsProblem, load_settings
from bot.store import StoreProblem
from bot.system import (
    SystemProblem,
    check_ports,
    ending_with,
    run_services,
    services_beside,
    wait_until_ready,
    with_secret,
)
from bot.terminal import run_terminal


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 0, or 2 with one clear line if it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    command = COMMANDS[parser.parse_args(arguments).command]
    # Leave through the `finally` clauses, so that what was started is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        return command(with_secret(load_settings()))
    except (SettingsProblem, StoreProblem, SystemProblem, TelegramProblem) as err:
        print(err, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _run(settings: Settings) -> int:
    check_ports(settings)
    if settings.telegram_bot_token:
        return run_services(settings, with_bot=True, output=sys.stdout)
    print("TELEGRAM_BOT_TOKEN is not set: talk to the assistant here; Ctrl-D or Ctrl-C ends.", file=sys.stderr)
    asyncio.run(_converse(settings))
    return 0


async def _converse(settings: Settings) -> None:
    with services_beside(settings) as process:
        await wait_until_ready(settings, process)
        async with ending_with(process, settings):
            await run_terminal(settings, sys.stdin, sys.stdout)


def _telegram(settings: Settings) -> int:
    async def serve() -> None:
        await wait_until_ready(settings)
        await run_telegram(settings)

    asyncio.run(serve())
    return 0


def _services(settings: Settings) -> int:
    return run_services(settings, with_bot=False, output=sys.stdout)


COMMANDS: dict[str, Callable[[Settings], int]] = {"run": _run, "telegram": _telegram, "services": _services}

if __name__ == "__main__":
    sys.exit(main())
