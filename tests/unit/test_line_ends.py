"""Line ends and byte order mark of a file outlive every command that edits some of its lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run, edit

DEMO = "ssp/demo"
ANSWERS = f"{DEMO}/controls/AC/3.1.1.md"
REGISTER = f"{DEMO}/evidence.yaml"
MARK = b"\xef\xbb\xbf"


def mix(data: bytes) -> bytes:
    """Every third line with CRLF."""
    lines = data.split(b"\n")
    return b"\n".join(
        line + b"\r" * (number % 3 == 0 and number < len(lines) - 1)
        for number, line in enumerate(lines)
    )


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "crlf": lambda data: data.replace(b"\n", b"\r\n"),
    "mark": lambda data: MARK + data,
    "both": lambda data: MARK + data.replace(b"\n", b"\r\n"),
    "mixed": mix,
}


@pytest.fixture(params=FORMS, ids=str)
def form(request: pytest.FixtureRequest) -> Callable[[bytes], bytes]:
    return FORMS[request.param]


def rewrite(path: Path, form: Callable[[bytes], bytes]) -> bytes:
    path.write_bytes(form(path.read_bytes()))
    return path.read_bytes()


def list_lost(before: bytes, after: bytes) -> list[bytes]:
    """The lines of the file, with their ends, that are not in it any more."""
    left = after.splitlines(keepends=True)
    return [line for line in before.splitlines(keepends=True) if line not in left]


def test_a_state_from_a_sheet(tiny: Path, run: Run, form: Callable[[bytes], bytes]) -> None:
    before = rewrite(tiny / ANSWERS, form)
    (tiny / "s.csv").write_text("Objective,State,Missing\n3.1.1[b],partial,the old scanner\n")
    assert run(tiny, "import", "states", str(tiny / "s.csv"), "--replace").exit_code == 0
    after = (tiny / ANSWERS).read_bytes()
    assert b"the old scanner" in after
    lost = list_lost(before, after)
    assert any(b"plotter asks" in line for line in lost)
    # the fields of the one objective are written anew, and nothing else
    assert all(line.startswith((b"- State: partial", b"- Missing: ")) for line in lost)


def test_evidence_from_a_sheet(tiny: Path, run: Run, form: Callable[[bytes], bytes]) -> None:
    before = rewrite(tiny / REGISTER, form)
    (tiny / "s.csv").write_text("ID,Title,Location,Owner\nev-new,Minutes,the safe,it\n")
    assert run(tiny, "import", "evidence", str(tiny / "s.csv")).exit_code == 0
    after = (tiny / REGISTER).read_bytes()
    assert b"ev-new" in after
    assert list_lost(before, after) == []


def test_nothing_is_refreshed_in_a_clone_with_other_line_ends(
    tiny: Path, run: Run, form: Callable[[bytes], bytes]
) -> None:
    assert run(tiny, "ssp", "generate").exit_code == 0
    for path in sorted((tiny / DEMO / "controls").rglob("*.md")):
        rewrite(path, form)
    assert run(tiny, "ssp", "generate", "--check").exit_code == 0


def test_kinds_and_markers_by_repair(tiny: Path, run: Run, form: Callable[[bytes], bytes]) -> None:
    edit(tiny, REGISTER, "    kind: configuration\n", "")
    edit(tiny, ANSWERS, "@objective a -->\n- State", "@objective a -->\n\n- State")
    before = {path: rewrite(tiny / path, form) for path in (REGISTER, ANSWERS)}
    run(tiny, "validate", "--fix", "--kinds")
    register, answers = ((tiny / path).read_bytes() for path in (REGISTER, ANSWERS))
    assert b"kind: configuration" in register
    assert list_lost(before[REGISTER], register) == []
    assert answers.count(b"\n") == before[ANSWERS].count(b"\n") - 1
    assert answers.startswith(MARK) == before[ANSWERS].startswith(MARK)
    assert [line for line in list_lost(before[ANSWERS], answers) if line.strip()] == []
