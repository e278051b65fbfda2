"""Publishing: in one step, checked when loaded, and nothing done twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.documents import documents_hash, read_documents
from knowledge_base.encoder import Progress, TableEncoder, Vectors
from knowledge_base.feature_table import BUCKETS, FeatureTable
from knowledge_base.index import IndexProblem, Manifest, build_index, is_current, load_index, published
from tests.knowledge_base.conftest import ConceptEncoder, Write, text

Publish = Callable[[], Path]


@pytest.fixture
def index(write: Write, publish: Publish) -> Path:
    write("border/permit", en=text("Permit", "You need a permit."))
    write("agriculture/tea", en=text("Tea", "Tea is grown."))
    return publish()


def test_what_is_published_can_be_loaded(index: Path, encoder: ConceptEncoder) -> None:
    loaded = load_index(index, encoder.identity)
    assert set(loaded.entries) == {"border/permit", "agriculture/tea"}
    assert loaded.entries["border/permit"].sources[0].publisher == "Gazette"
    assert loaded.manifest.passages == 2


def test_an_unchanged_text_is_not_encoded_again(
    index: Path, encoder: ConceptEncoder, write: Write, publish: Publish
) -> None:
    encoder.encoded.clear()
    write("agriculture/tea", en=text("Tea", "Tea is drunk."))
    publish()
    assert encoder.encoded == ["Tea\nTea is drunk."]


def test_an_index_after_a_change_is_the_one_built_anew(
    index: Path, documents: Path, tmp_path: Path, write: Write, publish: Publish
) -> None:
    generator = np.random.default_rng(1)
    rows = generator.normal(size=(2 + BUCKETS, 8)).astype(np.float32)
    encoder = TableEncoder(FeatureTable.from_rows(["tea", "permit"], rows, np.ones(len(rows), np.float32)), "table@1")

    def build(name: str) -> Manifest:
        return build_index(read_documents(documents), documents_hash(documents), tmp_path / name, encoder)

    build("updated")
    write("agriculture/tea", en=text("Tea", "Tea is drunk."), vi=text("Chè", "Chè được uống."))
    write("visiting/bus", en=text("Bus", "A bus runs."))
    shutil.rmtree(documents / "border/permit")
    updated, anew = build("updated"), build("anew")
    assert updated.files == anew.files


def test_an_index_is_current_until_documents_or_model_change(
    index: Path, documents: Path, encoder: ConceptEncoder, write: Write
) -> None:
    assert is_current(index, documents_hash(documents), encoder.identity)
    assert not is_current(index, documents_hash(documents), "another model")
    write("agriculture/tea", en=text("Tea", "Tea is drunk."))
    assert not is_current(index, documents_hash(documents), encoder.identity)


def test_a_build_that_fails_leaves_the_old_index(index: Path, documents: Path, write: Write) -> None:
    class Failing(ConceptEncoder):
        def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
            raise MemoryError

    before = published(index)
    write("visiting/bus", en=text("Bus", "A bus runs."))
    with pytest.raises(MemoryError):
        build_index(read_documents(documents), "new", index, Failing())
    assert published(index) == before
    assert [path.name for path in index.iterdir() if path.name.startswith("build-")] == [before and before.name]


@pytest.mark.parametrize("damage", ["en/dense.faiss", "en/terms.txt", "entries.jsonl"])
def test_a_damaged_index_is_refused(index: Path, encoder: ConceptEncoder, damage: str) -> None:
    path = (published(index) or index) / damage
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexProblem, match=f"damaged.*{damage}.*knowledge_base build"):
        load_index(index, encoder.identity)


def test_an_index_of_another_model_or_version_is_refused(index: Path, encoder: ConceptEncoder) -> None:
    with pytest.raises(IndexProblem, match=r"made with concepts@1, not other"):
        load_index(index, "other")
    manifest = (published(index) or index) / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 0}))
    with pytest.raises(IndexProblem, match="another version"):
        load_index(index, encoder.identity)


def test_no_index_yet_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexProblem, match=r"there is no index .*run `python -m knowledge_base build`"):
        load_index(tmp_path / "none", "model")


def test_old_builds_are_removed(index: Path, write: Write, publish: Publish) -> None:
    for number in range(4):
        write("agriculture/tea", en=text("Tea", f"Tea number {number}."))
        publish()
    assert len(list(index.glob("build-*"))) == 2
