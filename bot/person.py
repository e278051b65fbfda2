"""Who is speaking."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """A conversation's name for Rasa, and the person's language: chosen by them, or a guess."""

    sender: str
    language: str
    language_chosen: bool = False
    chat: int | None = None
    """The Telegram chat, where there is one to be answered in."""
