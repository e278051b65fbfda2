"""What the documentation claims is there, and what is there is documented."""

from __future__ import annotations

import datetime
import re
from itertools import pairwise
from pathlib import Path

import pytest

from bot.settings import Settings as BotSettings
from knowledge_base.__main__ import _parser
from knowledge_base.check import check
from knowledge_base.documents import read_documents
from knowledge_base.entries import LANGUAGES
from knowledge_base.faults import Severity
from knowledge_base.settings import Settings as KnowledgeBaseSettings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_every_setting_is_in_env_example_with_a_line() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    explained = {line.partition("=")[0] for before, line in pairwise(lines) if "=" in line and before.startswith("# ")}
    names = {name.upper() for name in (*BotSettings.model_fields, *KnowledgeBaseSettings.model_fields)}
    assert names == explained


def test_every_make_target_that_readme_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"`?make ([a-z-]+)`", README)) | {"run", "test"}
    assert {target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()


def test_every_file_that_readme_names_exists() -> None:
    named = re.findall(r"`((?:bot|knowledge_base|rasa_project|tests)/[^`<]+?)/?`", README)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_command_has_a_help_text() -> None:
    help_text = _parser().format_help()
    for command in ("check", "build", "search", "evaluate"):
        assert re.search(rf"^ +{command} +\w", help_text, re.MULTILINE)


def test_the_shipped_documents_have_no_faults() -> None:
    documents = read_documents(ROOT / "knowledge_base" / "documents")
    faults = [fault for fault in check(documents, datetime.date.today()) if fault.severity > Severity.INCOMPLETE]
    assert [str(fault) for fault in faults] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_entry_speaks_every_language_and_names_its_source(language: str) -> None:
    documents = read_documents(ROOT / "knowledge_base" / "documents")
    assert [entry.id for entry in documents.entries.values() if language not in entry.texts or not entry.sources] == []
