"""`attestle package` and `attestle verify`, as the sender and the recipient type them."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from attestle.api.package_contents import find_findings
from conftest import Run, copy_example, edit, examples, snapshot
from packed import (
    CHEAP,
    DAY,
    commit,
    fold,
    list_texts,
    make_workspace,
    pack,
    pack_bytes,
    read_package,
    verify,
)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    root = make_workspace(tmp_path)
    commit(root)
    return root


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Callable[..., Path]:
    """Packages of one workspace that no test changes, each made once."""
    root = make_workspace(tmp_path_factory.mktemp("shared"))
    commit(root)

    @cache
    def make(*args: str) -> Path:
        return pack(run, root, *args, name=f"{'-'.join(args).replace('/', '_')}.zip")

    return make


def test_a_package_is_made_and_believed(shared: Callable[..., Path], run: Run) -> None:
    out = shared("archive")
    report = verify(run, out)
    assert report["problems"] == []
    recorded = report["recorded"]
    assert isinstance(recorded, dict)
    assert report["computed"] == {key: recorded[key] for key in ("implemented", "assessor_ready")}
    entries = read_package(out)
    assert list(entries)[:2] == ["manifest.json", "README.txt"]
    for path in (
        "documents/demo-status.md",
        "oscal/system-security-plans/demo/system-security-plan.json",
        "oscal/assessment-results/demo/assessment-results.json",
        "oscal/resolved-profiles/mini/catalog.json",
        "score/score.json",
        "findings/findings.json",
        "source/ssp/demo/system.md",
        "source/attestle.toml",
        "source/recorded-evidence.json",
    ):
        assert path in entries
    manifest = json.loads(entries["manifest.json"])
    assert manifest["source"]["state"] == "committed"
    assert manifest["counts"]["objectives"]
    origin = {row["path"]: row["origin"] for row in manifest["files"]}
    plan = "oscal/system-security-plans/demo/system-security-plan.json"
    assert origin[plan]["sha256"] in "".join(
        entries[path].decode() for path in entries if path.startswith("documents/")
    )
    assert origin["source/ssp/demo/system.md"] == {"made": "authored", "from": "ssp/demo/system.md"}


def test_two_builds_are_equal(tmp_path: Path) -> None:
    """In folders, time zones and languages of their own."""
    made = []
    for number, (zone, language) in enumerate((("UTC", "C"), ("Asia/Tokyo", "de_DE.UTF-8"))):
        (tmp_path / str(number)).mkdir()
        root = make_workspace(tmp_path / str(number))
        commit(root)
        out = root.parent / "out.zip"
        command = ["package", "--for", "archive", "--out", str(out), "--as-of", DAY]
        subprocess.run(
            [sys.executable, "-m", "attestle", "--root", str(root), *command, "--allow-findings"],
            check=True,
            capture_output=True,
            env={
                "TZ": zone,
                "LC_ALL": language,
                "PATH": "/usr/bin:/bin",
                "PYTHONHASHSEED": str(number),
            },
        )
        made.append(out.read_bytes())
    assert made[0] == made[1]


def test_what_is_not_committed_stays_out(work: Path, run: Run) -> None:
    edit(work, "ssp/demo/system.md", "one customer", "a new customer")
    (work / "ssp/demo/extra.md").write_text("not committed")
    result = run(
        work, "package", "--for", "bank", "--out", str(work.parent / "p.zip"), "--allow-findings"
    )
    assert "not committed are not in it" in result.stderr
    clean = read_package(pack(run, work, "archive"))
    assert b"a new customer" not in b"".join(clean.values())
    assert "source/ssp/demo/extra.md" not in clean
    out = pack(run, work, "archive", "--dirty", name="dirty.zip")
    dirty = read_package(out)
    assert b"a new customer" in dirty["source/ssp/demo/system.md"]
    assert json.loads(dirty["manifest.json"])["source"]["state"] == "uncommitted"
    assert "not from a committed state" in fold(dirty["README.txt"].decode())
    assert verify(run, out)["verified"]


def test_without_version_control_it_has_to_be_said(tmp_path: Path, run: Run) -> None:
    root = make_workspace(tmp_path)
    result = run(root, "package", "--for", "archive", "--out", str(tmp_path / "a.zip"))
    assert result.exit_code == 2
    assert "--dirty" in result.output
    assert not (tmp_path / "a.zip").exists()
    manifest = json.loads(read_package(pack(run, root, "archive", "--dirty"))["manifest.json"])
    assert manifest["source"]["state"] == "unversioned"


def test_a_draft_is_refused_unless_that_is_allowed(work: Path, run: Run) -> None:
    out = work.parent / "out.zip"
    result = run(work, "package", "--for", "c3pao", "--out", str(out), "--as-of", DAY)
    assert result.exit_code == 1
    assert "--allow-findings" in result.output
    assert not out.exists()
    entries = read_package(pack(run, work, "c3pao"))
    manifest = json.loads(entries["manifest.json"])
    assert manifest["draft"] is True
    assert manifest["findings_allowed"] is True
    assert "DRAFT" in entries["README.txt"].decode().split("WHAT THIS IS")[0]


def test_an_assessor_receives_no_judgement_of_the_organization(work: Path, run: Run) -> None:
    (work / "ssp/demo/affirmations").mkdir()
    (work / "ssp/demo/affirmations/2026.yaml").write_text("score: 104\n")
    commit(work)
    out = pack(run, work, "c3pao")
    entries = read_package(out)
    paths = "\n".join(entries)
    for word in ("assessment-results", "score/", "findings/", "status", "affirmations", "gap"):
        assert word not in paths
    assert "counts" not in json.loads(entries["manifest.json"])
    assert "source/ssp/demo/system.md" in entries
    assert verify(run, out)["verified"]
    asked = pack(run, work, "c3pao", "--with", "self-check", name="asked.zip")
    more = read_package(asked)
    assert {"score/score.json", "findings/findings.json"} <= set(more)
    assert "oscal/assessment-results/demo/assessment-results.json" in more
    assert verify(run, asked)["verified"]


OBJECTIVES = ("3.1.1[a]", "3.1.1[b]", "3.1.3[a]", "3.12.4[a]", "3.13.11[a]")


def write_assessment(failed: str) -> str:
    rows = [
        f"""  - uuid: 4b2f0c55-9f0e-4a39-a3f5-0d1c5c0a7a1{number}
    objective: "{objective}"
    result: {"not-met" if objective == failed else "met"}
    assessor: security
    date: 2026-09-01
    method: [examine]
    why: It was tried.
"""
        for number, objective in enumerate(OBJECTIVES)
    ]
    return f"results:\n{''.join(rows)}"


def test_a_self_assessment_stays_out_and_the_rest_is_still_believed(work: Path, run: Run) -> None:
    (work / "ssp/demo/assessment.yaml").write_text(write_assessment("3.1.1[b]"))
    assert run(work, "ssp", "assemble").exit_code == 0
    commit(work)
    out = pack(run, work, "c3pao", "--with", "self-check")
    entries = read_package(out)
    assert "source/ssp/demo/assessment.yaml" not in entries
    assert json.loads(entries["score/score.json"])["status"]["basis"] == "self-assessment"
    report = verify(run, out)
    assert report["verified"], report["problems"]
    assert report["recorded"] is None
    alone = pack(run, work, "c3pao", name="alone.zip")
    plan = "oscal/plan-of-action-and-milestones/demo/plan-of-action-and-milestones.json"
    assert read_package(alone)[plan] != entries[plan], "the results of the organization stay out"
    assert verify(run, alone)["verified"]
    whole = pack(run, work, "archive", name="whole.zip")
    assert verify(run, whole)["recorded"]


@pytest.mark.parametrize("audience", ["c3pao", "customer", "cpa"])
def test_who_does_not_receive_a_self_assessment_learns_nothing_of_it(
    audience: str, tmp_path: Path, run: Run
) -> None:
    """The same files, byte for byte, whether there is one or not."""
    made = []
    for failed in ("3.1.1[b]", "3.1.3[a]"):
        folder = tmp_path / failed
        folder.mkdir()
        root = make_workspace(folder, settings=READ_BY_ASSESSORS)
        (root / "ssp/demo/assessment.yaml").write_text(write_assessment(failed))
        (root / "ssp/demo/poam/flow-rules.md").unlink()
        commit(root)
        entries = read_package(pack(run, root, audience))
        own = ("manifest.json", "README.txt")
        made.append({path: data for path, data in entries.items() if path not in own})
    first, second = ({k: _hide_revision(v) for k, v in item.items()} for item in made)
    assert first == second


READ_BY_ASSESSORS = """
[audiences.c3pao]
title = "The assessor (C3PAO)"
kinds = ["ssp", "poam", "crm", "evidence"]
forms = ["md"]

[audiences.customer]
title = "A customer"
kinds = ["crm"]
forms = ["md"]

[audiences.cpa]
title = "The auditor"
kinds = ["criteria"]
forms = ["md"]
"""


def _hide_revision(data: bytes) -> bytes:
    return re.sub(rb"\b[0-9a-f]{12,64}\b", b"", data)


def test_a_customer_learns_who_does_what_and_not_what_proves_it(work: Path, run: Run) -> None:
    """Neither the artifacts nor what changed in the plan, which an assessor receives."""
    changes = """changes:
  - version: "1.0"
    date: 2026-10-01
    what: The open item about flow rules is closed.
    by: it
version: "1.0"
"""
    edit(work, "ssp/demo/system.md", 'version: "1.0"\n', changes)
    matrix = work / "ssp/demo/providers/cloudharbor.csv"
    matrix.write_text(matrix.read_text().replace("ev-crypto", "ev-crypto;Weekly look at keys"))
    commit(work)

    def read_texts(audience: str) -> str:
        return fold(
            "\n".join(
                text
                for _, text in list_texts(
                    read_package(pack(run, work, audience, name=f"{audience}.zip"))
                )
            )
        )

    customer, whole = read_texts("customer"), read_texts("c3pao")
    assert fold("Switches encryption on") in customer
    for secret in ("flow rules is closed", "ev-crypto", "Weekly look at keys"):
        assert fold(secret) in whole
        assert fold(secret) not in customer


FORBIDDEN = (
    "Enforce the paths of CUI",
    "The file store accepts copies",
    "Rules written",
    "20 hours",
    "2027-02-26",
    "file-store",
    "File store",
    "Office printer",
    "Cloudharbor",
    "Cloud account",
    "Drawings come in from the portal",
    "keeps the drawings of one customer",
    "Technical drawings",
    "Engineers",
    "AC.L2-",
    "3.1.3",
    "3.12.4",
    "Access Control",
    "not-implemented",
    "Internal review",
    "ssp/demo",
    "evidence.yaml",
    "Examine",
    "counts",
    "errors",
)


def test_a_prime_learns_nothing_else(shared: Callable[..., Path], run: Run) -> None:
    """Over every text of every file, inside Word files and PDF too."""
    everything = fold("\n".join(text for _, text in list_texts(read_package(shared("archive")))))
    out = shared("prime")
    entries = read_package(out)
    assert {path.partition("/")[0] for path in entries} == {
        "manifest.json",
        "README.txt",
        "documents",
    }
    texts = [(name, fold(text)) for name, text in list_texts(entries)]
    known = [fact for fact in FORBIDDEN if fold(fact) in everything]
    assert len(known) >= 20, "the facts are those of the workspace"
    for fact in FORBIDDEN:
        assert [name for name, text in texts if fold(fact) in text] == [], fact
    asked = read_package(shared("prime", "--with", "score,poam-count"))
    told = fold("\n".join(text for _, text in list_texts(asked)))
    assert "open items of the plan of action" in told
    assert verify(run, out)["verified"]


def test_a_print_out_has_its_place(work: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "from sprs.pdf"
    file.write_bytes(b"%PDF-1.7 a print-out")
    entries = read_package(pack(run, work, "prime", "--sprs-print", str(file)))
    assert entries["sprs/print-out.pdf"] == file.read_bytes()
    assert any(
        "sprs/print-out.pdf" in text for name, text in list_texts(entries) if ".docx" in name
    )


def test_artifacts_go_along_where_they_are_asked_for(shared: Callable[..., Path], run: Run) -> None:
    entries = read_package(shared("archive"))
    assert not [path for path in entries if path.startswith("evidence/")]
    out = shared("archive", "--with-evidence")
    inside = [path for path in read_package(out) if path.startswith("evidence/")]
    assert inside
    assert verify(run, out)["verified"]


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (("--for", "nobody", "--out", "a.zip"), "no audience"),
        (("--for", "c3pao", "--with", "score", "--out", "a.zip"), "not offered"),
        (("--for", "c3pao", "--out", "a.tar"), "zip"),
        (("--for", "cpa", "--sprs-print", "a.pdf", "--out", "a.zip"), "prime"),
        (
            ("--for", "archive", "--with-evidence", "--redact", "a.yaml", "--out", "a.zip"),
            "artifacts",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(
    work: Path, run: Run, args: tuple[str, ...], reason: str
) -> None:
    before = snapshot(work)
    result = run(work, "package", *args)
    assert result.exit_code == 2
    assert reason in result.output
    assert snapshot(work) == before


def test_a_package_replaces_only_a_package(work: Path, run: Run) -> None:
    out = work.parent / "out.zip"
    out.write_bytes(b"somebody's own")
    result = run(work, "package", "--for", "bank", "--out", str(out), "--allow-findings")
    assert result.exit_code == 2
    assert out.read_bytes() == b"somebody's own"
    inside = work / "ssp/demo/out.zip"
    result = run(work, "package", "--for", "bank", "--out", str(inside), "--allow-findings")
    assert result.exit_code == 2
    assert not inside.exists()
    out.unlink()
    first = pack(run, work, "bank").read_bytes()
    assert pack(run, work, "bank").read_bytes() == first


def test_a_changed_package_is_not_believed(
    shared: Callable[..., Path], run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "changed.zip"
    raw = bytearray(shared("archive").read_bytes())
    place = raw.index(b"keeps the drawings of one customer")
    raw[place] ^= 1
    out.write_bytes(bytes(raw))
    report = verify(run, out)
    assert not report["verified"]
    assert "was changed" in str(report["problems"])
    assert report["proves"] == []


def test_the_last_line_says_how_it_may_travel(work: Path, run: Run) -> None:
    out = work.parent / "out.zip"
    result = run(work, "package", "--for", "bank", "--out", str(out), "--allow-findings")
    assert "signature is no encryption" in result.output.splitlines()[-1]


def test_a_tool_receives_a_complete_set_with_one_finding_for_each_item(
    work: Path, run: Run
) -> None:
    edit(work, "ssp/demo/poam/flow-rules.md", '["3.1.3[a]"]', '["3.1.1[a]", "3.1.3[a]"]')
    assert run(work, "ssp", "assemble").exit_code == 0
    commit(work)
    out = pack(run, work, "servicenow")
    entries = read_package(out)
    models = ("catalog", "profile", "system-security-plan", "assessment-plan", "assessment-results")
    for model in (*models, "plan-of-action-and-milestones"):
        [found] = [
            path for path in entries if path.endswith(f"/{model}.json") and "resolved" not in path
        ]
        assert json.loads(entries[found])[model]["metadata"]["oscal-version"] == "1.1.2"
    plan = json.loads(entries[found])["plan-of-action-and-milestones"]
    for item in plan["poam-items"]:
        assert len(item["related-findings"]) == len(item["related-observations"]) == 1
    [finding] = plan["findings"]
    assert finding["target"]["status"]["state"] == "not-satisfied"
    assert "3.1.1[a]" in finding["remarks"]
    manifest = json.loads(entries["manifest.json"])
    assert "counts" not in manifest
    assert not any("from" in row["origin"] for row in manifest["files"])
    assert verify(run, out)["verified"]


def test_two_packages_are_compared_in_words(work: Path, run: Run) -> None:
    old = pack(run, work, "c3pao", name="old.zip")
    edit(work, "ssp/demo/system.md", "one customer", "two customers")
    edit(
        work,
        "ssp/demo/poam/flow-rules.md",
        "scheduled-completion: 2027-02-26",
        "scheduled-completion: 2027-03-31",
    )
    answer = work / "ssp/demo/controls/AC/3.1.1.md"
    answer.write_text(answer.read_text() + "\n\nThe list is reviewed twice a year.\n")
    assert run(work, "ssp", "assemble").exit_code == 0
    commit(work)
    new = pack(run, work, "c3pao", name="new.zip")
    result = run(work.parent, "package", "diff", str(old), str(new))
    assert result.exit_code == 0, result.output
    words = fold(result.output)
    for told in ("2027-03-31", "reviewed twice a year", "two customers", "files:"):
        assert told in words
    assert "rating" not in words
    assert "score" not in words
    same = run(work.parent, "package", "diff", str(old), str(old))
    assert "files: the same" in same.output
    assert same.output.count("Nothing changed.") == 4
    out = work.parent / "build"
    forms = ("--to", "xlsx", "--to", "docx", "--to", "md", "--out", str(out))
    assert run(work.parent, "package", "diff", str(old), str(new), *forms).exit_code == 0
    texts = fold(
        "\n".join(
            text for _, text in list_texts({path.name: path.read_bytes() for path in out.iterdir()})
        )
    )
    for told in ("2027-03-31", "documents/demo-objectives.xlsx", "SHA-256 before"):
        assert fold(told) in texts


def test_packages_that_cannot_be_compared_are_refused(work: Path, run: Run) -> None:
    prime = pack(run, work, "prime")
    result = run(work, "package", "diff", str(prime), str(prime))
    assert "authored files are not in both" in fold(result.output)
    broken = work.parent / "broken.zip"
    broken.write_bytes(prime.read_bytes()[:-1])
    assert run(work, "package", "diff", str(prime), str(broken)).exit_code == 5
    edit(work, "ssp/demo/system.md", "b5569082-f57d", "b5569083-f57d")
    commit(work)
    other = pack(run, work, "prime", name="other.zip")
    assert run(work, "package", "diff", str(prime), str(other)).exit_code == 2


def test_help_names_no_inner_command(run: Run, work: Path) -> None:
    result = run(work, "package", "--help")
    assert result.exit_code == 0
    assert "make" not in result.output.splitlines()[0]
    assert "--for" in result.output
    assert "package diff" in result.output


def test_licensed_words_go_along_only_with_a_licence(work: Path, run: Run) -> None:
    overlay = {
        "catalog": "criteria",
        "sources": [{"file": "tsc.csv", "title": "Criteria"}],
        "texts": [
            {
                "id": "cc6.1",
                "label": "CC6.1",
                "kind": "statement",
                "text": "needle words",
                "source": 0,
            }
        ],
    }
    folder = work / "texts/criteria"
    folder.mkdir(parents=True)
    (folder / "texts.json").write_text(json.dumps(overlay))
    (work / ".gitignore").write_text("/texts/criteria/\n")
    commit(work)
    out = str(work.parent / "out.zip")
    asked = ("package", "--for", "cpa", "--out", out, "--allow-findings", "--texts", "official")
    result = run(work, *asked)
    assert result.exit_code == 2, result.output
    assert "--licensed-text" in result.output
    entries = read_package(pack(run, work, "cpa", "--texts", "official", "--licensed-text"))
    assert "under that licence" in fold(entries["README.txt"].decode())
    plain = read_package(pack(run, work, "cpa", name="plain.zip"))
    assert b"needle words" not in b"".join(plain.values())


def test_documents_as_xml_and_in_another_version(work: Path, run: Run) -> None:
    out = pack(run, work, "c3pao", "--xml", "--oscal-version", "1.1.2")
    entries = read_package(out)
    plan = entries["oscal/system-security-plans/demo/system-security-plan.xml"]
    assert b"<oscal-version>1.1.2</oscal-version>" in plan
    assert json.loads(entries["manifest.json"])["oscal_version"] == "1.1.2"
    assert verify(run, out)["verified"]


def test_what_somebody_put_inside_ends_in_a_report(
    shared: Callable[..., Path], run: Run, tmp_path: Path
) -> None:
    """Everything fits the manifest, and what is inside is damaged or of another shape."""
    entries = read_package(shared("archive"))
    head = json.loads(entries.pop("manifest.json"))
    head.pop("files")
    chance = random.Random(3)
    inside = [path for path in entries if path.startswith(("source/", "oscal/", "score/"))]
    for number in range(examples(200)):
        files = dict(entries)
        path = chance.choice(inside)
        data = bytearray(files[path])
        match chance.randrange(4):
            case 0:
                del data[chance.randrange(len(data)) :]
            case 1:
                place = chance.randrange(len(data))
                data[place : place + 40] = b"[" * 40
            case 2:
                words = re.findall(rb'"[a-z-]+": (?=["{[])', data) or [b"x"]
                data = bytearray(bytes(data).replace(chance.choice(words), b'"name": [], "x": ', 1))
            case _:
                data = bytearray(
                    chance.choice((b"", b"null", b"[]", b"{}", b"\xff\xfe", b"a: &a [*a]"))
                )
        files[path] = bytes(data)
        out = tmp_path / f"{number}.zip"
        out.write_bytes(pack_bytes(head, files))
        result = run(tmp_path, "verify", str(out), "--format", "json")
        assert result.exit_code in (0, 5), (path, result.output)
        json.loads(result.stdout)


def test_a_score_that_was_mended_is_not_believed(
    shared: Callable[..., Path], run: Run, tmp_path: Path
) -> None:
    """Whoever makes the figures better and the manifest fit still has the authored files against it."""
    entries = read_package(shared("archive"))
    head = json.loads(entries.pop("manifest.json"))
    head.pop("files")
    score = json.loads(entries["score/score.json"])
    score["status"]["scores"]["implemented"] = 110
    plan = "oscal/system-security-plans/demo/system-security-plan.json"
    for path, data in (
        ("score/score.json", json.dumps(score).encode()),
        (plan, entries[plan].replace(b"one customer", b"no customer")),
        ("source/ssp/demo/system.md", entries["source/ssp/demo/system.md"].replace(b"1.0", b"1.1")),
    ):
        out = tmp_path / "mended.zip"
        out.write_bytes(pack_bytes(head, {**entries, path: data}))
        report = verify(run, out)
        assert not report["verified"], path
    counts = {**head, "counts": {**head["counts"], "scores": {**score["status"]["scores"]}}}
    out.write_bytes(pack_bytes(counts, entries))
    assert "counts otherwise" in str(verify(run, out)["problems"])
    # the rules of another version may judge otherwise: that is told, and no reason to refuse
    older = {**head, "tool": {**head["tool"], "rule_set": "0" * 64, "version": "0.0.1"}}
    out.write_bytes(pack_bytes(older, {**entries, "score/score.json": json.dumps(score).encode()}))
    report = verify(run, out)
    assert report["verified"]
    assert "implemented 110" in str(report["differences"])


def test_an_audience_has_its_own_marking(tmp_path: Path, run: Run) -> None:
    marking = '\n[marking]\nobjectives = {c3pao = "FOR THE ASSESSOR", others = "INTERNAL"}\n'
    root = make_workspace(tmp_path, CHEAP + marking)
    commit(root)
    entries = read_package(pack(run, root, "c3pao"))
    text = fold("\n".join(text for _, text in list_texts(entries)))
    assert "for the assessor" in text
    assert "for nobody else" not in text


def test_a_plan_that_no_manifest_can_name_is_refused(work: Path, run: Run) -> None:
    edit(work, "ssp/demo/system.md", "name: Demo Enclave", f"name: {'Demo ' * 300}Enclave")
    commit(work)
    out = work.parent / "out.zip"
    result = run(work, "package", "--for", "bank", "--out", str(out), "--allow-findings")
    assert result.exit_code == 2
    assert "system/title" in result.output
    assert not out.exists()


def test_results_and_scores_that_are_handed_over_are_the_recorded_ones(
    tmp_path: Path, run: Run
) -> None:
    """A tool that receives the assessment results, and a prime that receives the score."""
    root = make_workspace(tmp_path)
    plain = run(root, "status", "--as-of", DAY, "--format", "json").stdout
    (root / "ssp/demo/assessment.yaml").write_text(write_assessment("3.1.1[b]"))
    status = json.loads(run(root, "status", "--as-of", DAY, "--format", "json").stdout)
    assert status["basis"] == "self-assessment"
    assert status["scores"] != json.loads(plain)["scores"]
    commit(root)
    entries = read_package(pack(run, root, "servicenow"))
    [results] = [path for path in entries if path.startswith("oscal/assessment-results/")]
    assert b"It was tried." in entries[results]
    asked = read_package(pack(run, root, "prime", "--with", "score", name="prime.zip"))
    told = " ".join(fold(text) for name, text in list_texts(asked) if ".docx" in name)
    assert fold(f"{status['scores']['implemented']} of") in told


@pytest.mark.parametrize(
    "path", ["components/file-store.md", "inventory.csv", "poam/flow-rules.md"]
)
def test_what_cannot_be_read_is_missing_from_no_data(path: str, work: Path, run: Run) -> None:
    """Data is refused with the place; what is for people alone says that something is left out."""
    file = work / "ssp/demo" / path
    file.write_text(f"---\nuuid: [\n{file.read_text()}")
    commit(work)
    out = work.parent / "out.zip"
    for audience in ("servicenow", "c3pao"):
        result = run(work, "package", "--for", audience, "--out", str(out), "--allow-findings")
        assert result.exit_code == 1, result.output
        assert f"ssp/demo/{path} cannot be read" in fold(result.output)
        assert not out.exists()
    notes = json.loads(read_package(pack(run, work, "prime"))["manifest.json"])["notes"]
    assert any("could not be read" in note for note in notes)


def test_findings_name_no_other_system_of_the_workspace(tmp_path: Path) -> None:
    """Where it is not decided, a finding about the repository tells which systems it holds."""
    root = tmp_path / "workspace"
    copy_example(root)
    shutil.copytree(root / "ssp/example-enclave", root / "ssp/blue-heron")
    report = find_findings(root, "example-enclave", dt.date.fromisoformat(DAY))
    assert any("another-system" in item.message for item in report.findings)
    assert not [item for item in report.findings if "blue-heron" in f"{item.message} {item.hint}"]
