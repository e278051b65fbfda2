"""The way to Rasa: one POST a turn to its `assistant` channel."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Annotated, Self

import httpx
from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from bot.person import Person
from bot.presses import Payload
from bot.replies import Reply
from bot.settings import Settings

CHANNEL = "/webhooks/assistant/webhook"
# Answers take well under a second; a slow first one (a model being loaded) still arrives.
TIMEOUT = httpx.Timeout(30, connect=5)
# Rasa's server closes an idle connection after 5 s: let go of it before that.
LIMITS = httpx.Limits(keepalive_expiry=3)


class RasaError(Exception):
    """Rasa gave no answer that can be shown."""


class RasaUnavailable(RasaError):
    """Rasa cannot be reached, or not in time."""


class RasaFailed(RasaError):
    """Rasa was reached, but what came back is no answer."""


@dataclass(frozen=True)
class _Envelope:
    custom: Reply


_ENVELOPES: TypeAdapter[tuple[_Envelope, ...]] = TypeAdapter(Annotated[tuple[_Envelope, ...], Field(min_length=1)])


def parse_replies(content: bytes) -> tuple[Reply, ...]:
    """Read the body of Rasa's answer."""
    if content.strip() == b"[]":
        # The status is 200 all the same; shown as it is, the person would meet silence.
        raise RasaFailed("Rasa answered with an empty list: an action failed, see its log")
    try:
        return tuple(envelope.custom for envelope in _ENVELOPES.validate_json(content))
    except ValidationError as err:
        fault = err.errors(include_url=False)[0]
        where = ".".join(str(step) for step in fault["loc"])
        raise RasaFailed(f"Rasa's reply cannot be read: {where}: {fault['msg']}") from err


class RasaClient:
    """Asks Rasa; close it when done (or use it as a context manager)."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    @classmethod
    def from_settings(cls, settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> Self:
        """A client for RASA_URL; ``transport`` lets tests play Rasa."""
        token = settings.rasa_token
        headers = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
        client = httpx.AsyncClient(
            base_url=settings.rasa_url,
            headers=headers,
            timeout=TIMEOUT,
            limits=LIMITS,
            transport=transport,
            trust_env=False,  # Rasa is on this machine: never by way of a proxy.
        )
        return cls(client)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        err: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def say(self, person: Person, text: str) -> tuple[Reply, ...]:
        """What Rasa replies to a typed text."""
        return await self._post(person, {"message": text})

    async def press(self, person: Person, payload: Payload) -> tuple[Reply, ...]:
        """What Rasa replies to a button."""
        return await self._post(person, {"payload": payload})

    async def _post(self, person: Person, turn: Mapping[str, object]) -> tuple[Reply, ...]:
        metadata = {"language": person.language, "language_chosen": person.language_chosen}
        body = {"sender": person.sender, **turn, "metadata": metadata}
        try:
            response = await self._client.post(CHANNEL, json=body)
        except httpx.TransportError as err:
            raise RasaUnavailable(f"Rasa cannot be reached: {type(err).__name__} {err}") from err
        if response.status_code in (502, 503, 504):
            raise RasaUnavailable(f"Rasa answered {response.status_code}")
        if response.status_code in (401, 403):
            raise RasaFailed("Rasa refuses RASA_TOKEN: bot and Rasa need the same one")
        if response.status_code != httpx.codes.OK:
            raise RasaFailed(f"Rasa answered {response.status_code}: {response.text[:200]}")
        return parse_replies(response.content)
