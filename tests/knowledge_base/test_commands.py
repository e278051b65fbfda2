"""The commands, as staff and programs call them; the real packaged model is used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge_base.__main__ import main
from knowledge_base.encoder import ModelProblem, SentenceTransformerEncoder
from tests.knowledge_base.conftest import Write, text


@pytest.fixture
def index(write: Write, documents: Path, tmp_path: Path) -> Path:
    permit = "Foreigners need a permit issued by the police to enter a border commune."
    write("border/permit", en=text("Border permit", permit, "Do I need papers for the frontier?"))
    write("agriculture/tea", en=text("Lai Châu tea", "Tea grows on 10,000 hectares.", "How much tea is grown?"))
    folder = tmp_path / "index"
    assert main(["build", "--documents", str(documents), "--index", str(folder)]) == 0
    return folder


def test_build_does_nothing_when_up_to_date(index: Path, documents: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (index / "current").resolve()
    assert main(["build", "--documents", str(documents), "--index", str(index)]) == 0
    assert "up to date" in capsys.readouterr().err
    assert (index / "current").resolve() == before


def test_build_refuses_what_cannot_be_read_and_keeps_the_old_index(
    index: Path, write: Write, documents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (index / "current").resolve()
    write("border/broken", en="no title")
    assert main(["build", "--documents", str(documents), "--index", str(index)]) == 2
    assert "there is no title" in capsys.readouterr().err
    assert (index / "current").resolve() == before


def test_check_fails_on_faults_and_shows_what_there_is(
    documents: Path, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    write("border/permit", en=text("Permit", "Yes."))
    assert main(["check", "--documents", str(documents)]) == 0
    assert main(["check", "--documents", str(documents), "--strict"]) == 1
    write("border/permit", en=text("Permit", "Yes <br>."))
    assert main(["check", "--documents", str(documents)]) == 1
    assert "permit/en.md:7: HTML" in capsys.readouterr().out


def test_batch_answers_in_the_form_of_the_contract(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(
        '{"id": "a", "question": "Do I need a permit near the border?", "lang": "en"}\n\n'
        '{"id": 2, "question": "Who won the football match?"}\n'
    )
    capsys.readouterr()
    assert main(["search", "--batch", str(file), "--index", str(index)]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert set(first) == {"id", "outcome", "language", "confidence", "ms", "hits"}
    assert (first["id"], first["outcome"], first["language"]) == ("a", "answer", "en")
    assert set(first["hits"][0]) == {"entry", "section", "language", "title", "text", "score"}
    assert first["hits"][0]["entry"] == "border/permit"
    assert first["hits"][0]["text"].startswith("Foreigners need a permit issued by the police")
    assert (second["id"], second["outcome"]) == (2, "none")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "questions.jsonl:1: line: Invalid JSON"),
        ('{"id": 1}', "questions.jsonl:1: question: Field required"),
    ],
)
def test_a_bad_batch_is_refused_in_one_sentence(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, message: str
) -> None:
    (tmp_path / "questions.jsonl").write_text(line)
    assert main(["search", "--batch", str(tmp_path / "questions.jsonl"), "--index", str(index)]) == 2
    assert message in capsys.readouterr().err


def test_bytes_that_are_no_text_are_searched_all_the_same(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["search", "\udcff permit for a border commune", "--lang", "en", "--json", "--index", str(index)]) == 0
    assert json.loads(capsys.readouterr().out)["hits"][0]["entry"] == "border/permit"


def test_an_index_that_cannot_be_written_is_said_in_one_line(
    documents: Path, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("border/permit", en=text("Permit", "Yes."))
    (tmp_path / "file").write_text("in the way")
    assert main(["build", "--documents", str(documents), "--index", str(tmp_path / "file")]) == 2
    assert capsys.readouterr().err.endswith(f"{tmp_path}/file: cannot be read or written (File exists)\n")


def test_a_reader_that_has_seen_enough_ends_the_search_quietly(index: Path, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text('{"id": 1, "question": "Is a permit needed?"}\n' * 3)
    command = [sys.executable, "-m", "knowledge_base", "search", "--batch", str(tmp_path / "questions.jsonl")]
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [*command, "--index", str(index)], stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert ended.stderr == ""


def test_search_without_an_index_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "permit?", "--index", str(tmp_path / "none")]) == 2
    assert "run `python -m knowledge_base build`" in capsys.readouterr().err


def test_search_explains_itself_to_staff_and_to_programs(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["search", "papers for the frontier", "--lang", "en", "--explain", "--index", str(index)]
    capsys.readouterr()
    assert main(asked) == 0
    page = capsys.readouterr().out
    assert "1. border/permit: Border permit" in page
    assert "Why       The confidence" in page
    assert main([*asked, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == {"id", "outcome", "language", "confidence", "ms", "hits", "explanation"}
    first = answer["explanation"]["hits"][0]
    assert (first["entry"], first["foreign"]) == ("border/permit", False)
    assert sum(part["contribution"] for part in first["parts"]) == pytest.approx(answer["hits"][0]["score"], abs=1e-4)
    assert first["same_words"]["found"] == ["papers for the frontier"]


def test_each_question_of_a_batch_can_be_explained(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "batch.jsonl").write_text('{"id": 1, "question": "tea"}\n{"id": 2, "question": "?"}\n')
    capsys.readouterr()
    assert main(["search", "--batch", str(tmp_path / "batch.jsonl"), "--explain", "--index", str(index)]) == 0
    tea, nothing = (json.loads(line)["explanation"] for line in capsys.readouterr().out.splitlines())
    assert tea["hits"][0]["entry"] == "agriculture/tea"
    assert (nothing["reason"], nothing["hits"], nothing["confidence"]) == ("nothing", [], [])


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """One that the permit answers, one about nothing, one for an entry that is not there."""
    file = tmp_path / "questions.jsonl"
    file.write_text(
        '{"id": 1, "question": "Do I need papers for the frontier?", "lang": "en", "entries": ["border/permit"]}\n'
        '{"id": 2, "question": "Who won the football match?", "lang": "en", "kind": "far"}\n'
        '{"id": 3, "question": "How much tea is grown?", "lang": "en", "entries": ["agriculture/rice"]}\n'
    )
    return file


def test_evaluate_shows_the_figures_and_counts_the_failures(
    index: Path, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["evaluate", str(questions), "--index", str(index), "--failures", "5"]) == 0
    out, err = capsys.readouterr()
    assert "recall@1            0.50 [.00 1.0]  0.50 [.00 1.0]" in out
    assert "unrelated, refused  1.00 [1.0 1.0]  1.00 [1.0 1.0]" in out
    for method in ("dense", "BM25", "dense + BM25", "soft matching", "ours", "gain in points"):
        assert f"  {method}  " in out
    assert "failures: " in out
    assert "3 (en): How much tea is grown?\n  expected  agriculture/rice\n" in out
    assert "the index has no entry agriculture/rice" in err
    assert max(map(len, out.splitlines())) <= 100


def test_evaluate_writes_the_failures_and_the_figures_into_files(index: Path, questions: Path, tmp_path: Path) -> None:
    failures, figures = tmp_path / "failures.txt", tmp_path / "figures.json"
    command = ["evaluate", str(questions), "--index", str(index), "--failures", str(failures), "--json", str(figures)]
    assert main(command) == 0
    assert "How much tea is grown?" in failures.read_text("utf-8")
    data = json.loads(figures.read_text("utf-8"))
    assert data["languages"]["en"]["recall@1"] == {"value": 0.5, "low": 0.0, "high": 1.0, "questions": 2}
    assert data["topics"]["border"]["recall@1"]["value"] == 1
    assert data["ranking"]["all"]["BM25"]["recall@1"]["questions"] == 2
    assert data["results"][0]["found"]["ours"][0] == "border/permit"


def test_evaluate_refuses_a_file_without_questions(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    assert main(["evaluate", str(tmp_path / "empty.jsonl"), "--index", str(index)]) == 2
    assert "empty.jsonl: there are no questions in it" in capsys.readouterr().err


def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(
        ModelProblem, match="EMBEDDING_MODEL '/no/such/folder' cannot be loaded: there is no such folder"
    ):
        SentenceTransformerEncoder.load("/no/such/folder")


def test_a_packaged_model_that_was_changed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge_base.encoder.PACKAGED_SHA256", "0" * 64)
    with pytest.raises(ModelProblem, match="not the one published"):
        SentenceTransformerEncoder.load("minilm")


def test_the_confidence_is_not_fitted_to_questions_of_one_kind(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "none.jsonl").write_text("")
    assert main(["calibrate", str(tmp_path / "none.jsonl"), "--index", str(index)]) == 2
    assert "give questions with an answer in the documents, and others without" in capsys.readouterr().err
