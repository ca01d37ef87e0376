"""Characters that no document can hold: `validate` tells where they stand, and no document fails."""

from __future__ import annotations

from pathlib import Path

import pytest

import attestle
from conftest import AS_OF, Run, edit


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("system.md", "name: Demo Enclave", 'name: "Demo\\x01Enclave"'),
        ("system.md", "name: Demo Enclave", 'name: "Demo\\uFFFEEnclave"'),
        ("people.yaml", "    title: IT\n", '    title: "I\\x0BT"\n'),
        ("inventory.csv", "Office printer", "Office\x01printer"),
        ("controls/AC/3.1.1.md", "asks for no account", "asks for\x02 no account"),
        ("controls/AC/3.1.1.md", "Doorkeeper refuses an", "Doorkeeper \uffffrefuses an"),
    ],
)
def test_a_control_character_is_told_at_its_line_and_stops_no_document(
    path: str, old: str, new: str, tiny: Path, run: Run
) -> None:
    edit(tiny, f"ssp/demo/{path}", old, new)
    found = [item for item in attestle.validate(tiny, as_of=AS_OF) if item.code == "OSC027"]
    assert [(item.path, item.is_error) for item in found] == [(f"ssp/demo/{path}", False)]
    text = (tiny / "ssp/demo" / path).read_text(encoding="utf-8").split("\n")
    assert new.strip("\n").strip() in text[(found[0].line or 0) - 1], found
    for kind, form in (("ssp", "docx"), ("ssp", "md"), ("gap", "xlsx"), ("gap", "html")):
        place = ("--out", str(tiny / "build"), "--as-of", AS_OF.isoformat())
        result = run(tiny, "render", kind, "demo", "--to", form, *place)
        assert result.exit_code == 0, result.output
