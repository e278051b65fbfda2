"""Our own model: its table, its files, and that sentence-transformers loads it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from knowledge_base.checksums import WrongChecksum
from knowledge_base.documents import read_documents
from knowledge_base.encoder import OWN_MODEL_FOLDER, ModelProblem, SentenceTransformerEncoder
from knowledge_base.feature_table import BUCKETS, FeatureTable
from knowledge_base.index import build_index, load_index
from knowledge_base.search import KnowledgeBase
from knowledge_base.settings import OWN_MODEL, Settings

KNOWN = ["tea", "茶"]


@pytest.fixture
def rows() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(len(KNOWN) + BUCKETS, 64)).astype(np.float32)


@pytest.fixture
def folder(rows: np.ndarray, tmp_path: Path) -> Path:
    FeatureTable.from_rows(KNOWN, rows, np.ones(len(rows), np.float32)).save(tmp_path / "model")
    return tmp_path / "model"


def test_four_bits_keep_the_direction_of_a_row(rows: np.ndarray, folder: Path) -> None:
    kept = FeatureTable.load(folder).rows(np.arange(100))
    cosines = (kept * rows[:100]).sum(1) / np.linalg.norm(kept, axis=1) / np.linalg.norm(rows[:100], axis=1)
    assert cosines.min() > 0.98


def test_sentence_transformers_loads_it(folder: Path) -> None:
    model = SentenceTransformer(str(folder), device="cpu")
    vectors = model.encode(["tea", "茶 tea", "?"])
    table = FeatureTable.load(folder)
    assert np.allclose(vectors, np.stack([table.pool("tea"), table.pool("茶 tea"), table.pool("?")]))
    assert vectors[2].tolist() == [0] * 64


def test_a_vector_has_unit_length_and_the_same_text_the_same_vector(folder: Path) -> None:
    table = FeatureTable.load(folder)
    assert np.linalg.norm(table.pool("tea 茶 xyz")) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(table.pool("TEA"), table.pool("tea"))


@pytest.mark.parametrize("name", ["table-1.safetensors", "vocabulary.txt", "modules.json"])
def test_a_damaged_file_is_noticed(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[-2] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(WrongChecksum, match="damaged: get it again"):
        FeatureTable.load(folder)
    with pytest.raises(ModelProblem, match="cannot be loaded"):
        SentenceTransformerEncoder.load(str(folder))


def test_a_missing_file_is_noticed(folder: Path) -> None:
    (folder / "table-1.safetensors").unlink()
    with pytest.raises(WrongChecksum):
        FeatureTable.load(folder)


def test_other_weights_give_another_identity(folder: Path, rows: np.ndarray) -> None:
    before = SentenceTransformerEncoder.load(str(folder)).identity
    FeatureTable.from_rows(KNOWN, -rows, np.ones(len(rows), np.float32)).save(folder)
    assert SentenceTransformerEncoder.load(str(folder)).identity != before


@pytest.fixture(scope="module")
def shipped() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder.load(OWN_MODEL)


def test_the_shipped_model_is_the_default() -> None:
    assert Settings.model_fields["embedding_model"].default == OWN_MODEL


def test_the_shipped_model_is_small() -> None:
    sizes = [path.stat().st_size for path in OWN_MODEL_FOLDER.iterdir()]
    assert sum(sizes) <= 60_000_000
    assert max(sizes) <= 50_000_000


@pytest.mark.parametrize(
    "question",
    ["Giấy phép vào khu vực biên giới", "边境地区许可证怎么办理", "ໃບອະນຸຍາດເຂົ້າເຂດຊາຍແດນ", "permit for the border area"],
)
def test_the_shipped_model_understands_all_four_languages(shipped: SentenceTransformerEncoder, question: str) -> None:
    texts = ["Permit to enter the border area", "Tea factories and prices of tea", "Buses from Hanoi", "Hotels"]
    cosines = shipped.encode_passages(texts) @ shipped.encode_questions([question])[0]
    assert cosines.argmax() == 0


def test_a_question_takes_about_a_millisecond(shipped: SentenceTransformerEncoder) -> None:
    question = "Người nước ngoài có cần giấy phép để vào xã biên giới không?"
    times = []
    for _ in range(50):
        start = time.perf_counter()
        shipped.encode_questions([question])
        times.append(time.perf_counter() - start)
    assert min(times) < 0.001


def test_a_chinese_question_finds_the_entry_that_only_vietnamese_has(
    shipped: SentenceTransformerEncoder, write: Callable[..., Path], documents: Path, tmp_path: Path
) -> None:
    titles = {
        "border/permit": ("Giấy phép vào khu vực biên giới", "边境地区通行许可证"),
        "agriculture/tea": ("Giá chè khô", "茶叶价格"),
        "visiting/hotels": ("Khách sạn ở Lai Châu", "莱州的酒店"),
    }
    for entry, (vi, zh) in titles.items():
        write(entry, vi=f"# {vi}\n\n{vi}.\n", zh=f"# {zh}\n\n{zh}。\n")
    write("visiting/bus", vi="# Xe khách từ Hà Nội\n\nXe khách giường nằm chạy mỗi tối.\n")
    build_index(read_documents(documents), "", tmp_path / "index", shipped)
    base = KnowledgeBase(load_index(tmp_path / "index", shipped.identity), shipped)
    assert base.search("从河内坐大巴", "zh").hits[0].passage.entry == "visiting/bus"
    assert base.search("茶叶多少钱", "zh").hits[0].passage.entry == "agriculture/tea"
