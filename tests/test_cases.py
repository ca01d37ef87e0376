"""Every rule code shown on a tiny workspace: `tests/cases/<CODE>/bad*/` and `good*/` are laid over
`tests/cases/_base/`.

A file of an overlay replaces or adds one, `X.delete` removes X. `case.json` of a bad case lists
where its findings stand ("at", as path:line, or the path alone for what has no line) and other
codes that cannot be avoided ("also", with the reason). Markdown in an overlay is assembled first,
if it is sound, unless `"assemble": false` says that the documents are the point. A code that a
conversion reports has `"convert"`: the path of the document, the form `to` and the `version`.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import attestle
from attestle import data
from attestle.api.conversion import convert_document
from attestle.codes import CODES
from attestle.errors import WorkspaceError
from attestle.findings import Finding
from conftest import AS_OF, ROOT
from tables import check_each

CASES = ROOT / "tests/cases"
BASE = CASES / "_base"
EXPLAIN = ROOT / "oscal/attestle/data/explain"
STAMP = "2026-11-24T00:00:00+00:00"
NOTE = "case.json"


def cases(kind: str) -> list[Any]:
    """The folders of that kind, named CODE/bad-2."""
    found = [
        path
        for path in sorted(CASES.glob(f"*/{kind}*"))
        if path.is_dir() and re.fullmatch(rf"{kind}(-\d+)?", path.name)
    ]
    return [
        pytest.param(path, id=f"{path.parent.name}-{path.name}")
        for path in found
        if path.parent != BASE
    ]


def note(overlay: Path) -> dict[str, Any]:
    path = overlay / NOTE
    result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return result


def lay(overlay: Path, root: Path) -> list[str]:
    """Put the overlay over a workspace; the paths it touches."""
    touched = []
    for source in sorted(
        path for path in overlay.rglob("*") if path.is_file() and path != overlay / NOTE
    ):
        name = source.relative_to(overlay).as_posix()
        touched.append(name)
        if name.endswith(".delete"):
            (root / name.removesuffix(".delete")).unlink()
            continue
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, root / name)
    return touched


def convert(root: Path, asked: dict[str, str]) -> tuple[Finding, ...]:
    """What a conversion refuses."""
    path = asked["path"]
    try:
        convert_document((root / path).read_bytes(), path, asked["to"], asked.get("version"))
    except WorkspaceError as error:
        return error.findings
    return ()


def findings_of(overlay: Path, root: Path) -> tuple[Finding, ...]:
    """Validate base and overlay together."""
    shutil.copytree(BASE, root)
    touched = lay(overlay, root)
    if "convert" in note(overlay):
        return convert(root, note(overlay)["convert"])
    if note(overlay).get("assemble", True) and any(
        path.startswith(("ssp/", "profiles/mini/")) for path in touched
    ):
        with contextlib.suppress(WorkspaceError):  # not sound, which is the point of such a case
            attestle.assemble(root, "demo", stamp=STAMP)
    asked = note(overlay).get("upgrade-check", "")
    found: tuple[Finding, ...] = attestle.validate(root, as_of=AS_OF, upgrade_check=asked)
    return drop_other_notes(found, overlay.parent.name)


def drop_other_notes(found: tuple[Finding, ...], code: str) -> tuple[Finding, ...]:
    """Notes of other codes: the base has one that nothing in it is wrong for."""
    return tuple(item for item in found if item.code == code or not item.is_note)


def place(item: Finding) -> str:
    return f"{item.path}:{item.line}" if item.line is not None else item.path


def told(findings: tuple[Finding, ...]) -> str:
    return "\n".join(f"{place(item)}: {item.code} {item.message}" for item in findings)


def test_the_base_has_no_finding_and_current_documents(tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    shutil.copytree(BASE, root)
    found = attestle.validate(root, as_of=AS_OF)
    assert told(found) == ""
    assert attestle.assemble(root, "demo", check=True).changed == ()


@pytest.mark.parametrize("overlay", cases("bad"))
def test_bad(overlay: Path, tmp_path: Path) -> None:
    code, expected = overlay.parent.name, note(overlay)
    found = findings_of(overlay, tmp_path / "workspace")
    mine = [item for item in found if item.code == code]
    assert [place(item) for item in mine] == expected["at"], told(found)
    assert {item.code for item in found} - {code} == set(expected.get("also", {})), told(found)
    assert all(
        item.severity.value == expected.get("severity", CODES[code].severity.value) for item in mine
    )
    # who edits in a browser has no command line: a command never stands alone
    alone = [f"{item.code} {item.message}: {item.hint}" for item in found if names_command(item)]
    assert alone == []


def names_command(item: Finding) -> bool:
    """Whether the way out of something in a file that people edit is a command and nothing else."""
    is_edited = item.path.startswith("ssp/")
    return is_edited and item.hint.startswith(("run: attestle", "run attestle", "attestle "))


@pytest.mark.parametrize("overlay", cases("good"))
def test_good(overlay: Path, tmp_path: Path) -> None:
    assert told(findings_of(overlay, tmp_path / "workspace")) == ""


def test_a_file_behind_a_link_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    shutil.copytree(BASE, root)
    path = root / "ssp/demo/engagement.yaml"
    path.rename(tmp_path / "outside.yaml")
    path.symlink_to(tmp_path / "outside.yaml")
    assert (
        told(drop_other_notes(attestle.validate(root, as_of=AS_OF), ""))
        == "ssp/demo/engagement.yaml: OSC006 cannot be read: it is a symbolic link"
    )


@check_each("code", CODES)
def test_each_code_has_its_cases(code: str) -> None:
    assert (CASES / code / "bad").is_dir()
    assert (CASES / code / "good").is_dir()


def test_nothing_is_left_of_a_code_that_is_gone() -> None:
    assert {path.name for path in CASES.iterdir() if path.is_dir()} - {BASE.name} <= set(CODES)
    assert {path.stem for path in EXPLAIN.iterdir()} == set(CODES)


@check_each("code", CODES)
def test_the_page_agrees_with_the_code(code: str) -> None:
    page = data.read_data(f"explain/{code}.md").decode()
    title = CODES[code].title
    lines = page.split("\n")
    assert lines[0] == f"# {code}: {title[0].upper()}{title[1:]}"
    assert f"Severity: {CODES[code].severity.value}" in lines
    outside = re.sub(r"^```.*?^```$", "", page, flags=re.M | re.S).split("\n")
    assert [line for line in outside if line.startswith("#")][1:] == [
        "## Bad",
        "## Good",
        "## What to do",
    ]
    assert sum(line.startswith("Source: ") for line in lines) == 1
    assert all(len(line) <= 96 for line in lines)
    assert page.count("\n```") % 2 == 0
