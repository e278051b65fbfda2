"""The REST channel ``assistant``: the only way into Rasa, closed to all but the bot."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

import rasa_project.patches  # noqa: F401 (for its effect)
from rasa_project.payloads import Incoming, InvalidRequest, Payload, parse_request

logger = logging.getLogger(__name__)


class AssistantChannel(RestInput):
    """Takes typed text or a checked payload; answers with the list of replies."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    @classmethod
    def name(cls) -> str:
        return "assistant"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> AssistantChannel:
        token = (credentials or {}).get("token")
        if not token:
            raise RasaException("the channel needs a token: set RASA_TOKEN")
        return cls(str(token))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's two addresses: ``GET /`` (is it up?) and ``POST /webhook``."""
        webhook = Blueprint("assistant_webhook", __name__.replace(".", "_"))

        @webhook.route("/", methods=["GET"])
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self._is_authorized(request):
                return response.json({"error": "the bearer token is wrong or missing"}, 401)
            try:
                incoming = parse_request(request.json)
            except (InvalidRequest, InvalidUsage) as err:
                return response.json({"error": str(err)}, 400)
            return response.json(await self._replies(incoming, on_new_message))

        return webhook

    def _is_authorized(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return scheme == "Bearer" and hmac.compare_digest(token.encode(errors="replace"), self._token)

    async def _replies(
        self, incoming: Incoming, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> list[dict[str, Any]]:
        """Rasa's replies; none if it failed, which the client tells the user (DESIGN.md)."""
        collector = CollectingOutputChannel()
        try:
            await on_new_message(self._user_message(incoming, collector))
        except Exception:
            logger.exception("the message could not be handled")
            return []
        replies: list[dict[str, Any]] = collector.messages
        return replies

    def _user_message(self, incoming: Incoming, output: CollectingOutputChannel) -> UserMessage:
        parse_data = None
        text = incoming.content
        if isinstance(text, Payload):
            parse_data = as_parse_data(text)
            text = parse_data["text"]
        return UserMessage(
            text,
            output,
            incoming.sender,
            parse_data=parse_data,
            input_channel=self.name(),
            metadata=dict(incoming.metadata),
        )


def as_parse_data(payload: Payload) -> dict[str, Any]:
    """What the NLU would have found: handed over ready-made, a payload is never parsed."""
    intent = {"name": payload.intent, "confidence": 1.0}
    return {
        "text": f"/{payload.intent}{json.dumps(dict(payload.entities))}",
        "intent": intent,
        "intent_ranking": [intent],
        "entities": [
            {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "button"}
            for name, value in payload.entities.items()
        ],
    }
