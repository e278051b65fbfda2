"""The published index: built beside the old one, switched to in one step, checked when loaded."""

from __future__ import annotations

import datetime
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from knowledge_base.checksums import sha256
from knowledge_base.dense import DenseIndex
from knowledge_base.documents import Documents
from knowledge_base.encoder import Encoder, Progress, Vectors
from knowledge_base.entries import LANGUAGES, SHORT_ANSWER, Entry
from knowledge_base.lexical import LexicalIndex
from knowledge_base.soft import SoftIndex, table_of

FORMAT = 2
"""Raised whenever tokens, units or files change their meaning, so that old indexes are rebuilt."""
_CURRENT = "current"
_SOFT = "soft.npz"
_KEPT = 2
"""Builds kept: the current one, and the one that a process may be reading just now."""
_ENTRIES = TypeAdapter(dict[str, Entry])


class IndexProblem(Exception):
    """There is no usable index; says in one sentence what to do."""


@dataclass(frozen=True)
class Manifest:
    """What an index was built from. ``files`` has the SHA-256 of each of its files."""

    format: int
    created: str
    documents: str
    model: str
    entries: int
    passages: int
    units: int
    files: Mapping[str, str]


@dataclass(frozen=True)
class Unit:
    """One text that is searched: a passage, or a question (or the title) that leads to one."""

    entry: str
    language: str
    section: int
    is_passage: bool
    text: str


@dataclass(frozen=True)
class Index:
    """The index in the folder ``build``, in memory.

    ``soft`` is None where the model has no vectors of single features.
    """

    build: Path
    manifest: Manifest
    entries: Mapping[str, Entry]
    units: tuple[Unit, ...]
    dense: DenseIndex
    lexical: Mapping[str, LexicalIndex]
    soft: SoftIndex | None = None

    @cached_property
    def entry_ids(self) -> tuple[str, ...]:
        return tuple(self.entries)

    @cached_property
    def entry_numbers(self) -> npt.NDArray[np.int64]:
        """For each unit the position of its entry in ``entry_ids``."""
        numbers = {entry: number for number, entry in enumerate(self.entry_ids)}
        return np.array([numbers[unit.entry] for unit in self.units], np.int64)

    @cached_property
    def rows(self) -> Mapping[str, npt.NDArray[np.int64]]:
        """For each language the numbers of its units."""
        languages = np.array([unit.language for unit in self.units])
        return {code: np.flatnonzero(languages == code).astype(np.int64) for code in LANGUAGES}

    @cached_property
    def lacking(self) -> Mapping[str, npt.NDArray[np.bool_]]:
        """For each language which entries have no text in it."""
        entries = self.entries.values()
        return {code: np.array([code not in entry.texts for entry in entries]) for code in LANGUAGES}


def units_of(entries: Mapping[str, Entry]) -> tuple[Unit, ...]:
    """Every text to search, in the order of the index."""
    units: list[Unit] = []
    for entry in entries.values():
        for language, text in entry.texts.items():
            asked = (text.title, *text.questions)
            units += [Unit(entry.id, language, SHORT_ANSWER, False, question) for question in asked]
            for passage in entry.passages(language):
                full = "\n".join(filter(None, (passage.title, passage.heading, passage.text)))
                units.append(Unit(entry.id, language, passage.section, True, full))
    return tuple(units)


def published(folder: Path) -> Path | None:
    """The build that ``folder`` currently points to."""
    current = folder / _CURRENT
    return current.resolve() if (current / "manifest.json").is_file() else None


def read_manifest(build: Path) -> Manifest:
    """Raises IndexProblem if the manifest is damaged."""
    try:
        return Manifest(**json.loads((build / "manifest.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError) as err:
        raise IndexProblem(f"the index {build} has no readable manifest: {_REBUILD}") from err


def is_current(folder: Path, documents_hash: str, model: str) -> bool:
    """Whether the published index was built from just these documents, with this model."""
    build = published(folder)
    if build is None:
        return False
    try:
        manifest = read_manifest(build)
    except IndexProblem:
        return False
    return (manifest.format, manifest.documents, manifest.model) == (FORMAT, documents_hash, model)


def build_index(
    documents: Documents, documents_hash: str, folder: Path, encoder: Encoder, progress: Progress | None = None
) -> Manifest:
    """Index ``documents`` and publish the result below ``folder``.

    Texts that the previous index holds, encoded by the same model, are not encoded again. The new
    index is complete on disk before the switch; a failure leaves the old one in place.
    ``progress`` hears of encoded texts, those taken over included.
    """
    units = units_of(documents.entries)
    vectors = _vectors(units, folder, encoder, progress)
    folder.mkdir(parents=True, exist_ok=True)
    build = Path(tempfile.mkdtemp(prefix="build-", dir=folder))
    try:
        manifest = _write(build, documents, documents_hash, units, vectors, encoder)
        _publish(build, folder)
    except BaseException:
        shutil.rmtree(build, ignore_errors=True)
        raise
    _remove_old(folder)
    return manifest


def load_index(folder: Path, model: str) -> Index:
    """Read the published index of ``folder``, checking every file against the manifest.

    Raises:
        IndexProblem: there is none, it is damaged, or another model made it.
    """
    build = published(folder)
    if build is None:
        raise IndexProblem(f"there is no index in {folder}: {_REBUILD}")
    manifest = read_manifest(build)
    if manifest.format != FORMAT:
        raise IndexProblem(f"the index in {folder} is of another version of this program: {_REBUILD}")
    if manifest.model != model:
        raise IndexProblem(f"the index in {folder} was made with {manifest.model}, not {model}: {_REBUILD}")
    damaged = [name for name, digest in manifest.files.items() if not _is_whole(build / name, digest)]
    if damaged:
        raise IndexProblem(f"the index in {folder} is damaged ({', '.join(damaged)}): {_REBUILD}")
    return Index(
        build,
        manifest,
        _ENTRIES.validate_json((build / "entries.json").read_bytes()),
        tuple(Unit(**unit) for unit in json.loads((build / "units.json").read_text("utf-8"))),
        DenseIndex.load(build / "dense.faiss"),
        {
            code: LexicalIndex.load(build / "lexical" / code)
            for code in LANGUAGES
            if (build / "lexical" / code).is_dir()
        },
        SoftIndex.load(build / _SOFT) if _SOFT in manifest.files else None,
    )


_REBUILD = "run `python -m knowledge_base build`"


def _vectors(units: tuple[Unit, ...], folder: Path, encoder: Encoder, progress: Progress | None) -> Vectors:
    """One row per unit: from the previous index where it has the text, else encoded.

    A unit in a language that the model does not know gets a row of zeros: cosine 0 to everything.
    """
    known = _known_vectors(folder, encoder.identity)
    wanted = [unit.text for unit in units if unit.language in encoder.languages]
    fresh = list(dict.fromkeys(text for text in wanted if text not in known))
    if progress:
        progress(len(units) - len(fresh))
    if fresh:
        known |= dict(zip(fresh, encoder.encode_passages(fresh, progress), strict=True))
    nothing = np.zeros_like(next(iter(known.values()), encoder.encode_questions([""])[0]))
    return np.stack([known.get(unit.text, nothing) for unit in units])


def _known_vectors(folder: Path, model: str) -> dict[str, Vectors]:
    try:
        index = load_index(folder, model)
    except IndexProblem:
        return {}
    rows = zip((unit.text for unit in index.units), index.dense.vectors(), strict=True)
    return {text: row for text, row in rows if row.any()}


def _write(
    build: Path, documents: Documents, documents_hash: str, units: tuple[Unit, ...], vectors: Vectors, encoder: Encoder
) -> Manifest:
    (build / "entries.json").write_bytes(_ENTRIES.dump_json(documents.entries))
    (build / "units.json").write_text(json.dumps([asdict(unit) for unit in units], ensure_ascii=False), "utf-8")
    DenseIndex.from_vectors(vectors).save(build / "dense.faiss")
    if table := table_of(encoder):
        SoftIndex.from_texts(table, [unit.text for unit in units]).save(build / _SOFT)
    numbers = {entry: number for number, entry in enumerate(documents.entries)}
    for language in LANGUAGES:
        ours = [unit for unit in units if unit.language == language]
        if ours:
            lexical = LexicalIndex.from_texts([u.text for u in ours], [numbers[u.entry] for u in ours])
            lexical.save(build / "lexical" / language)
    paths = sorted(path for path in build.rglob("*") if path.is_file())
    manifest = Manifest(
        FORMAT,
        datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        documents_hash,
        encoder.identity,
        len(documents.entries),
        sum(unit.is_passage for unit in units),
        len(units),
        {path.relative_to(build).as_posix(): sha256(path) for path in paths},
    )
    (build / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), "utf-8")
    return manifest


def _publish(build: Path, folder: Path) -> None:
    """Point ``current`` at ``build`` in one atomic step: readers see the old index or the new one."""
    build.chmod(0o755)  # mkdtemp makes it private; another user may run the bot
    beside = folder / f".{build.name}"
    beside.symlink_to(build.name)
    beside.replace(folder / _CURRENT)


def _remove_old(folder: Path) -> None:
    builds = sorted(folder.glob("build-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    current = published(folder)
    for build in [path for path in builds if path.resolve() != current][_KEPT - 1 :]:
        shutil.rmtree(build, ignore_errors=True)


def _is_whole(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path) == digest
