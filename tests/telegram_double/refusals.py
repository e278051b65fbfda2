"""How Telegram says no."""

from __future__ import annotations


class Refusal(Exception):
    """Telegram's answer to a call it does not carry out."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


def bad(reason: str) -> Refusal:
    """Telegram's usual refusal."""
    return Refusal(400, f"Bad Request: {reason}")
