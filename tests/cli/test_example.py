"""The example system through the real commands: what a user sees after cloning."""

from __future__ import annotations

import json
import re
from pathlib import Path

from conftest import Run, edit, snapshot

DOCUMENTS = (
    "system-security-plan",
    "plan-of-action-and-milestones",
    "assessment-plan",
    "assessment-results",
)
DAY = ("--as-of", "2026-11-24")


def document(root: Path, model: str) -> Path:
    folder = {
        "system-security-plan": "system-security-plans",
        "assessment-plan": "assessment-plans",
    }.get(model, model)
    return root / folder / "example-enclave" / f"{model}.json"


def status(run: Run, root: Path, *args: str) -> dict[str, object]:
    result = run(root, "status", "example-enclave", "--format", "json", *DAY, *args)
    assert result.exit_code == 0, result.output
    loaded: dict[str, object] = json.loads(result.stdout)
    return loaded


def test_validate_finds_no_error(run: Run, example: Path) -> None:
    result = run(example, "validate", "--format", "json", *DAY)
    report = json.loads(result.stdout)
    assert [item for item in report["findings"] if item["severity"] == "error"] == []
    assert result.exit_code == 0
    assert report["counts"]["error"] == 0
    assert report["suppressed"] == 0


def test_findings_have_the_documented_keys(run: Run, example: Path) -> None:
    report = json.loads(run(example, "validate", "--format", "json", *DAY).stdout)
    assert report["findings"], "the example keeps some honest warnings"
    for item in report["findings"]:
        assert list(item) == [
            "code",
            "severity",
            "path",
            "pointer",
            "line",
            "column",
            "message",
            "hint",
            "owner",
        ]


def test_status_has_the_documented_keys_and_every_rating(run: Run, example: Path) -> None:
    found = status(run, example)
    assert list(found) == [
        "system",
        "profile",
        "as_of",
        "basis",
        "scores",
        "score_reason",
        "conditional_eligible",
        "requirements",
        "objectives_unstated",
        "objectives_answered",
        "objectives_evidenced",
        "policy_only",
        "taken_over",
        "objectives",
        "blockers",
        "to_conditional",
        "to_final",
        "habits",
    ]
    objectives = found["objectives"]
    assert isinstance(objectives, dict)
    assert list(objectives) == [
        "covered-and-evidenced",
        "partially-covered",
        "present-but-undocumented",
        "not-addressed",
        "not-applicable",
    ]
    assert sum(objectives.values()) == 320
    assert all(objectives.values()), "the example shows every rating"
    assert found["basis"] == "author-claim"
    assert isinstance(found["blockers"], list)
    for blocker in found["blockers"]:
        assert list(blocker) == [
            "requirement",
            "objectives",
            "points",
            "rating",
            "poam_allowed",
            "reason",
        ]


def test_one_partial_objective_changes_exactly_what_it_should(run: Run, copy: Path) -> None:
    before = status(run, copy)
    path = "ssp/example-enclave/controls/AC/3.1.1.md"
    text = (copy / path).read_text(encoding="utf-8")
    section = text.index("@objective a -->")
    changed = text[:section] + text[section:].replace(
        "- State: implemented\n",
        "- State: partial\n- Missing: the roster lacks the build farm\n",
        1,
    )
    (copy / path).write_text(changed, encoding="utf-8")
    after = status(run, copy)

    expected = json.loads(json.dumps(before))
    expected["scores"]["implemented"] -= 5
    expected["scores"]["assessor_ready"] -= 5
    expected["objectives_evidenced"] -= 1
    expected["requirements"]["met"] -= 1
    expected["requirements"]["not_met"] += 1
    expected["objectives"]["covered-and-evidenced"] -= 1
    expected["objectives"]["partially-covered"] += 1
    blocker = {
        "requirement": "3.1.1",
        "objectives": ["a"],
        "points": 5,
        "rating": "partially-covered",
        "poam_allowed": False,
        "reason": "[a] the roster lacks the build farm",
    }
    expected["blockers"].insert(0, blocker)
    expected["to_conditional"].insert(0, "3.1.1")
    expected["to_final"].insert(0, "3.1.1")
    assert after == expected
    assert before["conditional_eligible"] == {"implemented": False, "assessor_ready": False}


def test_require_judges_the_assessor_ready_answers(run: Run, example: Path) -> None:
    assert run(example, "status", "--require", "conditional", *DAY).exit_code == 1
    assert run(example, "status", *DAY).exit_code == 0


def test_no_score_after_the_review_date(run: Run, example: Path) -> None:
    result = run(example, "status", "--format", "json", "--as-of", "2028-01-01")
    assert json.loads(result.stdout)["scores"] == {
        "implemented": None,
        "assessor_ready": None,
        "maximum": 110,
    }


def test_committed_documents_are_what_the_markdown_makes(run: Run, example: Path) -> None:
    result = run(example, "ssp", "assemble", "example-enclave", "--check")
    assert result.exit_code == 0, result.output


def test_assembling_twice_changes_no_byte(run: Run, copy: Path) -> None:
    before = snapshot(copy)
    assert run(copy, "ssp", "assemble", "example-enclave").exit_code == 0
    assert snapshot(copy) == before


def test_deleted_documents_come_back_the_same(run: Run, copy: Path) -> None:
    before = {model: document(copy, model).read_text(encoding="utf-8") for model in DOCUMENTS}
    for model in DOCUMENTS:
        document(copy, model).unlink()
        document(copy, model).parent.rmdir()
    assert run(copy, "ssp", "assemble", "example-enclave").exit_code == 0
    stamp = re.compile(r'"last-modified": "[^"]*"')
    for model in DOCUMENTS:
        assert stamp.sub("", document(copy, model).read_text(encoding="utf-8")) == stamp.sub(
            "", before[model]
        )


def test_one_edit_changes_one_place(run: Run, copy: Path) -> None:
    before = document(copy, "system-security-plan").read_text(encoding="utf-8").splitlines()
    with (copy / "ssp/example-enclave/controls/AC/3.1.1.md").open("a", encoding="utf-8") as file:
        file.write("\nA sentence typed at the end of the file.\n")
    result = run(copy, "ssp", "assemble", "example-enclave")
    assert result.stdout.count("wrote ") == 1, result.output
    after = document(copy, "system-security-plan").read_text(encoding="utf-8").splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 2
    assert "last-modified" in changed[0]
    assert changed[1].rstrip('",').endswith("\\n\\nA sentence typed at the end of the file.")


def test_a_web_edit_validates_and_arrives(run: Run, copy: Path) -> None:
    """Text appended without a final newline, a renamed heading, a pasted table with CRLF."""
    path = copy / "ssp/example-enclave/controls/AC/3.1.2.md"
    text = path.read_text(encoding="utf-8")
    old = re.search(r"^## (\[a\] .*) <!-- @objective a -->$", text, re.M)
    assert old is not None
    text = text.replace(old[1], "[a] Renamed in the browser", 1)
    text += "\n| Tool | Setting |\n|---|---|\n| Keystile | group `pasted` |\n\nTyped at the end"
    path.write_bytes(text.replace("\n", "\r\n").encode())
    errors = [
        item
        for item in json.loads(run(copy, "validate", "--format", "json", *DAY).stdout)["findings"]
        if item["severity"] == "error"
    ]
    assert errors == []
    assert run(copy, "ssp", "assemble").exit_code == 0
    plan = document(copy, "system-security-plan").read_text(encoding="utf-8")
    assert "| Keystile | group `pasted` |\\n\\nTyped at the end" in plan
    assert "[a] Renamed in the browser" in plan
    out = copy / "out"
    assert run(copy, "render", "--to", "docx", "--to", "md", "--out", str(out), *DAY).exit_code == 0
    from docx import Document

    body = Document(str(out / "example-enclave-ssp.docx")).element.body
    texts = ["".join(item.itertext()) for item in body.iter(f"{{{body.nsmap['w']}}}p")]
    nested = "".join((out / "example-enclave-ssp.md").read_text(encoding="utf-8"))
    assert any("Typed at the end" in text for text in texts)
    assert "| Keystile | group `pasted` |" in nested


def test_foreign_content_survives_assembly(run: Run, copy: Path) -> None:
    for model in DOCUMENTS:
        path = document(copy, model)
        tree = json.loads(path.read_text(encoding="utf-8"))
        tree[model]["metadata"]["remarks"] = "Written by another tool."
        tree[model]["metadata"].setdefault("props", []).append(
            {"name": "theirs", "ns": "https://example.com/ns", "value": "kept"}
        )
        path.write_text(json.dumps(tree, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    edit(copy, "ssp/example-enclave/system.md", 'version: "1.4"', 'version: "1.5"')
    assert run(copy, "ssp", "assemble").exit_code == 0
    for model in DOCUMENTS:
        body = json.loads(document(copy, model).read_text(encoding="utf-8"))[model]
        assert body["metadata"]["version"] == "1.5"
        assert body["metadata"]["remarks"] == "Written by another tool."
        assert body["metadata"]["props"][-1]["value"] == "kept"
    told = run(copy, "-v", "ssp", "assemble").stdout
    assert told.count("metadata/remarks") == len(DOCUMENTS)


def test_what_is_gone_from_the_files_is_gone_from_the_documents(run: Run, copy: Path) -> None:
    (copy / "ssp/example-enclave/poam/camera-replacement.md").unlink()
    assert run(copy, "ssp", "assemble").exit_code == 0
    assert "camera-replacement" not in document(copy, "plan-of-action-and-milestones").read_text(
        encoding="utf-8"
    )


def test_evidence_commands(run: Run, copy: Path) -> None:
    assert run(copy, "evidence", "check", *DAY).exit_code == 0
    register = (copy / "ssp/example-enclave/evidence.yaml").read_text(encoding="utf-8")
    local = re.search(r'location: "?(evidence/[^"\n]+)', register)
    assert local is not None
    (copy / "ssp/example-enclave" / local[1]).write_text("changed\n", encoding="utf-8")
    assert run(copy, "evidence", "check", *DAY).exit_code == 5
    assert "DIFFERS" in run(copy, "evidence", "hash").stdout
    assert run(copy, "evidence", "hash", "--write").exit_code == 0
    assert run(copy, "evidence", "check", *DAY).exit_code == 0
    result = run(copy, "evidence", "hash", "--log", str(copy / "log"))
    assert result.exit_code == 0
    assert (
        (copy / "log/CMMCAssessmentArtifacts.log")
        .read_text(encoding="utf-8")
        .startswith("\nAlgorithm")
    )


def test_catalog_and_profile_commands(run: Run, example: Path) -> None:
    for spelling in (
        "3.1.1",
        "03.01.01",
        "AC.L2-3.1.1",
        "AC.L2-3.1.1[a]",
        "SP_800_171r2_03.01.01",
        "SP_800_171r2_03.01.01_obj.a",
    ):
        result = run(example, "catalog", "show", spelling, "--format", "json")
        assert json.loads(result.stdout)["label"] == "3.1.1", spelling
    assert (
        json.loads(run(example, "catalog", "show", "cc6.1", "--format", "json").stdout)["label"]
        == "CC6.1"
    )
    unknown = run(example, "catalog", "show", "3.1.99")
    assert unknown.exit_code == 2
    assert 'did you mean "3.1.9"?' in unknown.stderr
    resolved = json.loads(run(example, "profile", "resolve", "cmmc-level-1").stdout)
    assert sum(len(group["controls"]) for group in resolved["catalog"]["groups"]) == 17
    assert (
        json.loads(run(example, "catalog", "list", "--format", "json").stdout)["catalogs"][0][
            "controls"
        ]
        == 110
    )
