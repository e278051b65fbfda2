"""The published index: built beside the old one, switched to in one step, checked when loaded."""

from __future__ import annotations

import datetime
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from knowledge_base.checksums import sha256
from knowledge_base.dense import DenseIndex
from knowledge_base.documents import Documents
from knowledge_base.encoder import Encoder, Progress
from knowledge_base.entries import LANGUAGES, Entry
from knowledge_base.guide import Guide
from knowledge_base.indexing import DENSE, SOFT, write_units
from knowledge_base.lexical import LexicalIndex
from knowledge_base.reuse import Ints
from knowledge_base.soft import SoftIndex
from knowledge_base.units import Units

FORMAT = 4
"""Raised whenever tokens, units or files change their meaning, so that old indexes are rebuilt."""
_CURRENT = "current"
_ENTRIES = "entries.jsonl"
_GUIDE = "guide.json"
_KEPT = 2
"""Builds kept: the current one, and the one that a process may be reading just now."""
_ENTRY = TypeAdapter(Entry)


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
class Part:
    """What is searched of one language: its units (``rows`` has their numbers), or only those marked in ``among``.

    ``entries`` are the numbers of the entries that these belong to.
    """

    language: str
    rows: Ints
    among: npt.NDArray[np.bool_] | None
    entries: Ints


@dataclass(frozen=True)
class Index:
    """The index in the folder ``build``, in memory.

    ``soft`` is None where the model has no vectors of single features, ``guide`` where the documents have none.
    """

    build: Path
    manifest: Manifest
    entries: Mapping[str, Entry]
    units: Units
    dense: Mapping[str, DenseIndex]
    lexical: Mapping[str, LexicalIndex]
    soft: SoftIndex | None = None
    guide: Guide | None = None

    @cached_property
    def entry_ids(self) -> tuple[str, ...]:
        return tuple(self.entries)

    @property
    def entry_numbers(self) -> Ints:
        """For each unit the position of its entry in ``entry_ids``."""
        return self.units.entry_numbers

    @cached_property
    def lacking(self) -> Mapping[str, npt.NDArray[np.bool_]]:
        """For each language which entries have no text in it."""
        entries = self.entries.values()
        return {code: np.array([code not in entry.texts for entry in entries], bool) for code in LANGUAGES}

    @cached_property
    def abroad(self) -> Mapping[str, Ints]:
        """For each language the numbers of the units that belong to an entry without a text in it."""
        return {code: np.flatnonzero(lacking[self.entry_numbers]) for code, lacking in self.lacking.items()}

    @cached_property
    def parts(self) -> Mapping[str, Sequence[Part]]:
        """For each language what is searched for a question in it: its own texts, and those of entries that lack it."""
        return {language: tuple(self._parts(language)) for language in LANGUAGES}

    def _parts(self, language: str) -> Iterator[Part]:
        for code in self.lexical:
            rows = self.units.rows[code]
            among = None if code == language else self.lacking[language][self.entry_numbers[rows]]
            entries = np.unique(self.entry_numbers[rows if among is None else rows[among]])
            if len(entries):
                yield Part(code, rows, among, entries)


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

    What the previous index has of a text, by the same model, is taken over. The new index is complete
    on disk before the switch; a failure leaves the old one in place. ``progress`` hears of encoded
    texts, those taken over included.
    """
    units = Units(documents.entries)
    earlier = _earlier(folder, encoder.identity)
    folder.mkdir(parents=True, exist_ok=True)
    build = Path(tempfile.mkdtemp(prefix="build-", dir=folder))
    try:
        with (build / _ENTRIES).open("wb") as file:
            file.writelines(_ENTRY.dump_json(entry) + b"\n" for entry in documents.entries.values())
        if documents.guide:
            (build / _GUIDE).write_text(documents.guide.guide.model_dump_json(), "utf-8")
        write_units(build, units, encoder, earlier, progress)
        manifest = _write_manifest(build, documents_hash, units, encoder)
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
    # One by one: parsing all of them in one call would hold up the event loop of the process.
    with (build / _ENTRIES).open("rb") as lines:
        entries = {entry.id: entry for entry in map(_ENTRY.validate_json, lines)}
    folders = {code: build / code for code in LANGUAGES if (build / code).is_dir()}
    return Index(
        build,
        manifest,
        entries,
        Units(entries),
        {code: DenseIndex.load(path / DENSE) for code, path in folders.items()},
        {code: LexicalIndex.load(path) for code, path in folders.items()},
        SoftIndex.load(build / SOFT) if (build / SOFT).is_dir() else None,
        Guide.model_validate_json((build / _GUIDE).read_bytes()) if _GUIDE in manifest.files else None,
    )


_REBUILD = "run `python -m knowledge_base build`"


def _earlier(folder: Path, model: str) -> Index | None:
    try:
        return load_index(folder, model)
    except IndexProblem:
        return None


def _write_manifest(build: Path, documents_hash: str, units: Units, encoder: Encoder) -> Manifest:
    paths = sorted(path for path in build.rglob("*") if path.is_file())
    manifest = Manifest(
        FORMAT,
        datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        documents_hash,
        encoder.identity,
        units.entry_count,
        units.passage_count,
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
