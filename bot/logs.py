"""Logging in which no secret can appear.

The bot token is part of every address of the Bot API. httpx logs addresses at INFO and
exceptions quote them, so every record is cleaned just before it is written.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import TextIO

from bot.settings import Settings

TOKEN_LIKE = re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{20,}")
HIDDEN = "[hidden]"


class RedactingFilter(logging.Filter):
    """Takes the known secrets, and whatever looks like a bot token, out of a record."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(secret for secret in secrets if secret)

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean the record; every record passes."""
        record.msg = self.clean(record.getMessage())
        record.args = None
        if record.exc_info:
            # The formatter takes the text from here when it is there already.
            record.exc_text = self.clean(logging.Formatter().formatException(record.exc_info))
        return True

    def clean(self, text: str) -> str:
        """Replace every secret in ``text``."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return TOKEN_LIKE.sub(HIDDEN, text)


def configure_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Log to ``stream`` (standard error by default), without secrets."""
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactingFilter(settings.secrets))
    logging.basicConfig(
        level=settings.log_level,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        handlers=[handler],
        force=True,
    )
    # One line a request, several requests an answer: of no use outside debugging.
    if settings.log_level != "DEBUG":
        logging.getLogger("httpx").setLevel(logging.WARNING)
