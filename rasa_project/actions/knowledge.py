"""The one knowledge base of this process: loaded on first use, used off the event loop."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from functools import cache
from typing import Protocol, Self

from knowledge_base import follow_up
from knowledge_base.conversation import Found, find
from knowledge_base.guide import Guide
from knowledge_base.index import IndexProblem
from knowledge_base.search import KnowledgeBase
from knowledge_base.settings import Settings

logger = logging.getLogger(__name__)


class Searchable(follow_up.Searchable, Protocol):
    """What the actions need of a KnowledgeBase, which never changes once it is loaded."""

    @property
    def guide(self) -> Guide | None: ...

    def refreshed(self) -> Self: ...


class Knowledge:
    """Hands out the knowledge base, always with the index published last."""

    def __init__(self, load: Callable[[], Searchable]) -> None:
        self._load = load
        self._kb: Searchable | None = None
        self._lock = threading.Lock()

    async def current(self) -> Searchable:
        """The knowledge base; raises IndexProblem if there never was an index to read."""
        return await asyncio.to_thread(self.load)

    async def find(self, message: str, language: str, last: str | None) -> tuple[Searchable, tuple[Found, ...]]:
        """What was found for the questions of a message, and the knowledge base it was found in."""
        return await asyncio.to_thread(self._find, message, language, last)

    def _find(self, message: str, language: str, last: str | None) -> tuple[Searchable, tuple[Found, ...]]:
        kb = self.load()
        return kb, find(kb, message, language, last)

    def load(self) -> Searchable:
        """Load on the first call; later, take over a newly published index."""
        with self._lock:
            if self._kb is None:
                self._kb = self._load()
                return self._kb
            try:
                self._kb = self._kb.refreshed()
            except IndexProblem as err:
                logger.error("still answering from the previous index: %s", err)
            return self._kb


@cache
def shared_knowledge() -> Knowledge:
    """The knowledge base that all actions of this process share."""
    settings = Settings()
    return Knowledge(lambda: KnowledgeBase.load(settings.index_path, settings.embedding_model))
