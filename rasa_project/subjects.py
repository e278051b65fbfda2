"""Writes what our subjects sound like into the NLU data: questions of the entries, names of the glossary.

``python -m rasa_project.subjects``, after many entries were added. Without them a question about pork was taken for an
insult: of real questions, 2 % were taken for an act, with them less than 1 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from knowledge_base.documents import read_documents
from knowledge_base.entries import LANGUAGES, Entry
from knowledge_base.glossary import shipped_glossary
from knowledge_base.settings import Settings

_DATA = Path(__file__).parent / "data" / "nlu"
_PER_ENTRY = 3
_HEAD = """\
# Written by rasa_project/subjects.py from the entries' questions and the glossary: what our subjects sound like.
version: "3.1"

nlu:
  - intent: ask_question
    examples: |
"""


def main() -> None:
    """Write ``subjects.yml`` in the folder of each language."""
    entries = read_documents(Settings().documents_dir).entries.values()
    for language in LANGUAGES:
        subjects = dict.fromkeys([*_names(language), *_questions(entries, language)])
        lines = (f"      - {subject}\n" for subject in subjects)
        (_DATA / language / "subjects.yml").write_text(_HEAD + "".join(lines), "utf-8")


def _names(language: str) -> Iterator[str]:
    for term in shipped_glossary():
        yield from (getattr(term, language), *term.also.get(language, ()))


def _questions(entries: Iterable[Entry], language: str) -> Iterator[str]:
    """Some of each entry's, from its first to its last: several authors wrote them, one after the other."""
    for entry in entries:
        questions = entry.text(language).questions if language in entry.texts else ()
        yield from questions[:: max(1, len(questions) // _PER_ENTRY)][:_PER_ENTRY]


if __name__ == "__main__":
    main()
