"""Knowledge bases of any size: our entries, and as many more that are made of their sentences."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from knowledge_base.entries import Entry, EntryText, Section
from knowledge_base.text import RUNS

_SENTENCE = re.compile(r"(?<=[.!?;。！？；])\s*|\n+")
_NAMES = 3
"""Names that only one made-up entry has, so that the vocabulary grows with the number of entries."""
_SYLLABLES = {
    "latin": ("ban", "chan", "dao", "hua", "khun", "lang", "muong", "nam", "pa", "phin", "seo", "sin", "tung", "van"),
    "han": tuple("勐腊孟河坝坪寨曼楠沙淌洒班磨纳罗芒茨莫达那里邦"),
    "lao": ("ບ້ານ", "ພູ", "ນ້ຳ", "ເມືອງ", "ຫ້ວຍ", "ຂົວ", "ສາມ", "ຫຼວງ", "ນາ", "ທ່າ", "ໂພນ", "ຊຽງ", "ວຽງ", "ດອນ"),
}
_LENGTHS = {"latin": 4, "han": 3, "lao": 4}
"""Syllables of a name: enough for ten thousand different ones and more."""


def knowledge_base_of(passages: int, real: Mapping[str, Entry], seed: int = 1) -> dict[str, Entry]:
    """Entries with at least ``passages`` passages in all: of ours as many as that takes, then made-up ones.

    A made-up entry has the shape of one of ours (languages, sections, questions, lengths). Its sentences
    come from all of ours in the same language, its questions are halves of two, and in each a word gives
    way to a name of its own.
    """
    generator = random.Random(seed)
    models = list(real.values())
    generator.shuffle(models)
    entries: dict[str, Entry] = {}
    found = 0
    for entry in _endless(models, generator):
        if found >= passages:
            return entries
        entries[entry.id] = entry
        found += sum(len(text.sections) + 1 for text in entry.texts.values())
    raise AssertionError("entries never end")


def _endless(models: Sequence[Entry], generator: random.Random) -> Iterator[Entry]:
    yield from models
    mix = _Mix.of(models, generator)
    for number in count():
        yield mix.entry(generator.choice(models), f"{number:06}")


@dataclass(frozen=True)
class _Mix:
    """The sentences and questions of each language, to make other texts of."""

    sentences: Mapping[str, Sequence[str]]
    questions: Mapping[str, Sequence[str]]
    generator: random.Random

    @classmethod
    def of(cls, models: Sequence[Entry], generator: random.Random) -> _Mix:
        sentences: dict[str, list[str]] = {}
        questions: dict[str, list[str]] = {}
        for language, text in (item for entry in models for item in entry.texts.items()):
            parts = (text.short_answer, *(section.text for section in text.sections))
            sentences.setdefault(language, []).extend(s for part in parts for s in _sentences(part))
            questions.setdefault(language, []).extend((text.title, *text.questions))
        return cls(sentences, questions, generator)

    def entry(self, model: Entry, number: str) -> Entry:
        names = {script: [self._name(script) for _ in range(_NAMES)] for script in _SYLLABLES}
        texts = {language: self._text(text, names) for language, text in model.texts.items()}
        return replace(model, id=f"{model.topic}/made-up-{number}", texts=texts, related=())

    def _name(self, script: str) -> str:
        return "".join(self.generator.choices(_SYLLABLES[script], k=_LENGTHS[script]))

    def _text(self, model: EntryText, names: Mapping[str, Sequence[str]]) -> EntryText:
        def mixed(text: str) -> str:
            chosen = self.generator.choices(self.sentences[model.language], k=len(_sentences(text)))
            return " ".join(self._renamed(sentence, names) for sentence in chosen)

        def asked() -> str:
            return self._renamed(_crossed(*self.generator.choices(self.questions[model.language], k=2)), names)

        return replace(
            model,
            title=asked(),
            short_answer=mixed(model.short_answer),
            sections=tuple(Section(self._renamed(s.heading, names), mixed(s.text)) for s in model.sections),
            questions=tuple(asked() for _ in model.questions),
        )

    def _renamed(self, sentence: str, names: Mapping[str, Sequence[str]]) -> str:
        """The sentence with one of its words, or the end of a run of Chinese or Lao, replaced by a name."""
        runs = list(RUNS.finditer(sentence))
        if not runs:
            return sentence
        run = self.generator.choice(runs)
        script = str(run.lastgroup)
        kept = "" if script == "latin" else run[0][: -_LENGTHS[script]]
        return sentence[: run.start()] + kept + self.generator.choice(names[script]) + sentence[run.end() :]


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.split(text) if sentence]


def _crossed(first: str, second: str) -> str:
    """The first half of one text and the second half of another, cut between words where there are any."""
    space = " " if " " in first and " " in second else ""
    a, b = (list(text) if not space else text.split(space) for text in (first, second))
    return space.join((*a[: len(a) // 2], *b[len(b) // 2 :]))
