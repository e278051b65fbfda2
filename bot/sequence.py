"""Many chats at once, each in its own order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

WAITING = 10_000
"""Updates held here at most; those of one busy chat must not keep the others out."""


class InOrderPerChat(BaseUpdateProcessor):
    """Handles up to ``at_once`` chats' updates together; those of one chat one by one.

    A person who writes twice gets two answers in that order, and a press that follows
    a choice of language sees the new language.
    """

    def __init__(self, at_once: int = 32) -> None:
        super().__init__(max_concurrent_updates=WAITING)
        self._working = asyncio.Semaphore(at_once)
        # A lock lives as long as somebody holds or awaits it.
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's earlier updates, then for a free place."""
        lock = self._lock(update)
        async with lock, self._working:
            await coroutine

    def _lock(self, update: object) -> asyncio.Lock:
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            return asyncio.Lock()
        return self._locks.setdefault(chat.id, asyncio.Lock())

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""
