"""Rasa, played at the wire: what it is asked is written down, what it replies is set by a test."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx

Reply = dict[str, Any]


class ScriptedRasa:
    """Replies to the texts and presses it was told of; to others, that nothing was found."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.is_down = False
        self.pause_s = 0.0
        self.response: httpx.Response | None = None
        """If set, what every request gets, whatever it says."""
        self._replies: dict[str, tuple[Reply, ...]] = {}

    @property
    def transport(self) -> httpx.MockTransport:
        """What to hand to the client."""
        return httpx.MockTransport(self._answer)

    @property
    def turns(self) -> list[dict[str, Any]]:
        """What was asked, in order."""
        return [json.loads(request.content) for request in self.requests]

    @property
    def texts(self) -> list[str]:
        """The typed texts that were asked, in order."""
        return [turn["message"] for turn in self.turns if "message" in turn]

    def on(self, text: str, *replies: Reply) -> None:
        """Reply so to a typed text."""
        self._replies[text] = replies

    def on_press(self, intent: str, *replies: Reply) -> None:
        """Reply so to buttons of this intent."""
        self._replies[f"/{intent}"] = replies

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        await asyncio.sleep(self.pause_s)
        if self.is_down:
            raise httpx.ConnectError("connection refused", request=request)
        if self.response is not None:
            return self.response
        turn = json.loads(request.content)
        payload = turn.get("payload", {})
        asked = turn.get("message") or "/" + payload["intent"]
        unheard_of: Reply = {"type": "nothing_found", "language": turn["metadata"]["language"], "near": []}
        if asked == "/change_language":
            unheard_of = {"type": "set_language", **payload["entities"]}
        replies = self._replies.get(asked, (unheard_of,))
        return httpx.Response(200, json=[{"recipient_id": turn["sender"], "custom": reply} for reply in replies])
