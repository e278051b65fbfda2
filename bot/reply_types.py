"""The values that replies are made of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

Language = Literal["vi", "en", "zh", "lo"]
TopicName = Literal["investment", "agriculture", "border", "visiting", "relations"]
EntryId = Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9-]+$", max_length=50)]
FormName = Literal["enquiry", "guide"]
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=30)]
