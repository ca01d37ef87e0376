"""Packages of the right form whose manifest was written anew over other contents: nobody signed them,
so each figure and document inside has to be led to by what else is inside, or told as open.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from attestle.api.conversion import convert_document
from attestle.api.verification import VerificationReport, verify_package
from attestle.formats import strict_json
from attestle.handover.container import PackedFile, measure_pieces, write_container
from attestle.handover.manifest import ListedFile, Making, Manifest, write_manifest
from conftest import Run
from packed import commit, make_workspace, pack, read_package

Entries = dict[str, bytes]
Head = Callable[[dict[str, Any]], object]
SCORE, RECORD = "score/score.json", "source/recorded-evidence.json"
ANSWER = "source/ssp/demo/controls/AC/3.1.1.md"
PLAN = "oscal/system-security-plans/demo/system-security-plan.json"
CATALOG = "oscal/catalogs/nist-sp-800-171-r2/catalog.json"


def leave(head: dict[str, Any]) -> None:
    """The head as it was."""


@pytest.fixture(scope="module")
def genuine(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Entries:
    root = make_workspace(tmp_path_factory.mktemp("genuine"))
    commit(root)
    return read_package(pack(run, root, "archive"))


@pytest.fixture
def judge(tmp_path: Path) -> Callable[..., VerificationReport]:
    """The report on these files with a manifest that lists them, in their order."""

    def judge_entries(entries: Mapping[str, bytes], head: Head = leave) -> VerificationReport:
        out = tmp_path / "forged.zip"
        out.write_bytes(forge(entries, head))
        return verify_package(out)

    return judge_entries


def forge(entries: Mapping[str, bytes], change_head: Head) -> bytes:
    tree = json.loads(entries["manifest.json"])
    origins = {row["path"]: row["origin"] for row in tree.pop("files")}
    change_head(tree)
    packed = [wrap(path, data) for path, data in entries.items() if path != "manifest.json"]
    rows = tuple(list_row(file, origins.get(file.path, {"made": "package"})) for file in packed)
    out = io.BytesIO()
    write_container(out, [wrap("manifest.json", write_manifest(Manifest(tree, rows))), *packed])
    return out.getvalue()


def wrap(path: str, data: bytes) -> PackedFile:
    return PackedFile(path, measure_pieces(iter([data])), partial(io.BytesIO, data))


def list_row(file: PackedFile, origin: Mapping[str, str]) -> ListedFile:
    return ListedFile(
        file.path, file.digest.size, file.digest.sha256, Making(origin["made"]),
        origin.get("from", ""),
    )  # fmt: skip


def raise_score(entries: Entries, basis: str = "") -> Entries:
    """The record of the score says that all is met."""
    tree = json.loads(entries[SCORE])
    tree["status"]["scores"] |= {"implemented": 110, "assessor_ready": 110}
    tree["status"]["basis"] = basis or tree["status"]["basis"]
    return {**entries, SCORE: strict_json.write_json(tree)}


def drop(entries: Entries, beginning: str) -> Entries:
    return {path: data for path, data in entries.items() if not path.startswith(beginning)}


def test_what_is_written_anew_without_a_change_is_believed(
    genuine: Entries, judge: Callable[..., VerificationReport]
) -> None:
    report = judge(genuine)
    assert report.is_verified
    assert report.recorded
    assert any("made anew" in line or "as the sender" in line for line in report.leaves_open)


@pytest.mark.parametrize("basis", ["", "anything", "self-assessment"])
def test_score_is_compared_whatever_the_record_says_of_itself(
    basis: str, genuine: Entries, judge: Callable[..., VerificationReport]
) -> None:
    forged = raise_score(genuine, basis)
    assert not judge(forged).is_verified
    partly = forged[RECORD].replace(b'"whole": true', b'"whole": false')
    report = judge({**forged, RECORD: partly})
    if basis != "self-assessment":
        assert not report.is_verified
        return
    # a self-assessment may stay out: then its score is told as nobody's but the sender's
    assert report.recorded is None
    assert not any("110" in line or "recorded inside" in line for line in report.proves)
    assert any("implemented 110" in line for line in report.leaves_open)


def test_other_rules_of_the_same_version_excuse_nothing(
    genuine: Entries, judge: Callable[..., VerificationReport]
) -> None:
    forged = raise_score(genuine)
    assert not judge(forged, lambda head: head["tool"].update(rule_set="0" * 64)).is_verified
    other = judge(forged, lambda head: head["tool"].update(rule_set="0" * 64, version="99.1"))
    assert other.differences
    assert any("manifest's own word" in line for line in other.leaves_open)


@pytest.mark.parametrize(
    ("beginning", "head"),
    [
        (RECORD, leave),
        ("source/ssp/demo/system.md", leave),
        ("nothing", lambda head: head["system"].update(name="other")),
    ],
)
def test_authored_files_cannot_be_put_out_of_reach(
    beginning: str,
    head: Head,
    genuine: Entries,
    judge: Callable[..., VerificationReport],
) -> None:
    assert not judge(drop(raise_score(genuine), beginning), head).is_verified


def test_score_without_authored_files_is_the_senders_word(
    genuine: Entries, judge: Callable[..., VerificationReport]
) -> None:
    report = judge(drop(raise_score(genuine), "source/"))
    assert report.computed is None
    assert any("implemented 110" in line and "word" in line for line in report.leaves_open)


@pytest.mark.parametrize("is_last", [True, False])
def test_no_file_passes_for_an_authored_one(
    is_last: bool, genuine: Entries, judge: Callable[..., VerificationReport]
) -> None:
    """The reader is shown one answer, and the score is not that of another."""
    shadow = {f"oscal/{ANSWER.removeprefix('source/')}": genuine[ANSWER]}
    shown = {**genuine, ANSWER: genuine[ANSWER].replace(b"implemented", b"not-implemented")}
    assert shown[ANSWER] != genuine[ANSWER]
    assert not judge({**shown, **shadow} if is_last else {**shadow, **shown}).is_verified


@pytest.mark.parametrize(
    "path", ["source/catalogs/mini/catalog.json", "source/ssp/other/system.md", "source/x.md"]
)
def test_nothing_else_stands_among_the_authored_files(
    path: str, genuine: Entries, judge: Callable[..., VerificationReport]
) -> None:
    report = judge({**genuine, path: b"{}"})
    assert path in report.problems[0]


@pytest.mark.parametrize("key", ["requirements", "evidence", "poam_open", "objectives", "scores"])
def test_every_count_is_counted_again(
    key: str, genuine: Entries, judge: Callable[..., VerificationReport]
) -> None:
    def forge_count(head: dict[str, Any]) -> None:
        value = head["counts"][key]
        head["counts"][key] = (
            {name: (number or 0) + 1 for name, number in value.items()}
            if isinstance(value, dict)
            else value + 1
        )

    assert "counts otherwise" in str(judge(genuine, forge_count).problems)


def test_xml_says_what_its_json_says(
    genuine: Entries, judge: Callable[..., VerificationReport]
) -> None:
    place = PLAN.replace(".json", ".xml")
    xml = convert_document(genuine[PLAN], PLAN, "xml", lossy=True).content
    assert judge({**genuine, place: xml}).is_verified
    other = re.sub(rb"(<title>)", rb"\1Another ", xml, count=1)
    assert "does not say what" in str(judge({**genuine, place: other}).problems)


def test_resolved_profile_is_that_of_the_catalogs_inside(
    genuine: Entries, judge: Callable[..., VerificationReport]
) -> None:
    [path] = [path for path in genuine if "resolved-profiles/" in path]
    tree = json.loads(genuine[path])
    tree["catalog"]["metadata"]["title"] = "Another one"
    assert path in str(judge({**genuine, path: strict_json.write_json(tree)}).problems)


def test_document_of_another_system_is_told(
    genuine: Entries, judge: Callable[..., VerificationReport]
) -> None:
    path = PLAN.replace("/demo/", "/other/")
    report = judge({**genuine, path: genuine[PLAN]})
    assert any(path in line for line in (*report.problems, *report.leaves_open))


def test_catalog_that_has_the_name_of_one_that_ships_is_told(
    genuine: Entries, judge: Callable[..., VerificationReport]
) -> None:
    """Whoever changes what is asked for has a score of their own."""
    from attestle.store import shipped

    ours = shipped.list_models()["catalogs/nist-sp-800-171-r2/catalog.json"]
    alone = drop(genuine, "source/")
    told = judge({**alone, CATALOG: ours})
    assert not any(CATALOG in line for line in told.leaves_open)
    text = ours.replace(b'"value": "5"', b'"value": "1"')
    assert text != ours
    told = judge({**alone, CATALOG: text})
    assert any(CATALOG in line for line in told.leaves_open)
