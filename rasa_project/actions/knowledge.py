"""The one knowledge base of this process: loaded on first use, used off the event loop."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from functools import cache
from typing import Protocol, Self

from knowledge_base.entries import Entry
from knowledge_base.index import IndexProblem
from knowledge_base.search import KnowledgeBase, SearchResult
from knowledge_base.settings import Settings

logger = logging.getLogger(__name__)


class Searchable(Protocol):
    """What the actions need of a KnowledgeBase, which never changes once it is loaded."""

    @property
    def entries(self) -> Mapping[str, Entry]: ...

    def search(self, question: str, language: str | None = None) -> SearchResult: ...

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

    async def search(self, question: str, language: str) -> tuple[Searchable, SearchResult]:
        """What was found, and the knowledge base it was found in."""
        return await asyncio.to_thread(self._search, question, language)

    def _search(self, question: str, language: str) -> tuple[Searchable, SearchResult]:
        kb = self.load()
        return kb, kb.search(question, language)

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
