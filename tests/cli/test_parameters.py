"""Parameters of a catalog like NIST's Revision 5: in files and documents each stands by its value
or by what it is to be, never as the sign that OSCAL has for its place.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from conftest import ROOT, Run, edit
from profile_documents import make_catalog, make_control, make_group, make_profile

Tree = dict[str, Any]
PLACE = re.compile(r"\{\{\s*insert:")
UUID = "0d0d7a1e-54c1-4a0c-9d0b-6a1f3a0c9b01"
FILE = "ssp/shop/controls/LK/LK-1.md"


def insert(name: str) -> str:
    return f"{{{{ insert: param, {name} }}}}"


def label(text: str) -> list[Tree]:
    return [{"name": "label", "value": text}]


def make_objective(identity: str, text: str, letter: str) -> Tree:
    return {
        "id": identity,
        "name": "assessment-objective",
        "props": label(f"LK-1{letter}"),
        "prose": text,
    }


LOCK = make_control(
    "lk-1",
    prose="Locks:",
    props=label("LK-1"),
    params=[
        {
            "id": "lk-1_prm_1",
            "props": [
                {"name": "aggregates", "value": "lk-01_odp.01"},
                {"name": "aggregates", "value": "lk-01_odp.02"},
            ],
            "label": "who",
        },
        {"id": "lk-01_odp.01", "label": "keepers"},
        {"id": "lk-01_odp.02", "label": "owners"},
        {
            "id": "lk-01_odp.03",
            "select": {"how-many": "one-or-more", "choice": ["daily", insert("lk-01_odp.04")]},
        },
        {"id": "lk-01_odp.04", "label": f"after {insert('lk-01_odp.05')}"},
        {"id": "lk-01_odp.05", "label": "events"},
    ],
)
LOCK["title"] = f"Locks for {insert('lk-01_odp.01')}"
LOCK["parts"][0]["parts"] = [
    {
        "id": "lk-1_smt.a",
        "name": "item",
        "props": label("a."),
        "prose": f"Tell {insert('lk-1_prm_1')};",
    },
    {
        "id": "lk-1_smt.b",
        "name": "item",
        "props": label("b."),
        "prose": f"Look {insert('lk-01_odp.03')}.",
    },
]
LOCK["parts"] += [
    {"name": "guidance", "id": "lk-1_gdn", "prose": f"See {insert('lk-01_odp.05')}."},
    make_objective("lk-1_obj.a", f"{insert('lk-01_odp.01')} are told;", "a."),
    make_objective("lk-1_obj.b", f"locks are looked at {insert('lk-01_odp.03')}.", "b."),
]


@pytest.fixture
def shop(tmp_path: Path, run: Run) -> Path:
    """A system that answers the profile; this sets one parameter."""
    root = tmp_path / "work"
    (root / ".trestle").mkdir(parents=True)
    (root / ".trestle/config.ini").write_text("[task]\n")
    catalog = make_catalog(make_group("lk", LOCK), uuid=UUID)
    profile = make_profile(
        {"href": "trestle://catalogs/locks/catalog.json"},
        merge={"as-is": True},
        uuid=UUID.replace("0d", "0e"),
        modify={"set-parameters": [{"param-id": "lk-01_odp.02", "values": ["the landlord"]}]},
    )
    for model, tree in (("catalog", catalog), ("profile", profile)):
        folder = root / f"{model}s/locks"
        folder.mkdir(parents=True)
        (folder / f"{model}.json").write_text(json.dumps(tree))
    words = ["new", "system", "shop", "--profile", "locks", "--title", "Shop"]
    words += ["--description", "A shop.", "--organization", "O", "--owner-role", "keeper"]
    words += ["--information-type", "Lists", "--information-description", "Lists of wares."]
    words += ["--user", "Staff", "--owner-title", "Keeper"]
    done = run(root, *words)
    assert done.exit_code == 0, done.output
    return root


def read_files(root: Path) -> str:
    folder = root / "ssp/shop"
    return "\n".join(path.read_text() for path in sorted(folder.rglob("*")) if path.is_file())


def render(run: Run, root: Path) -> tuple[str, str]:
    """The plan as markdown and as the text of its Word document."""
    out = root / "out"
    words = ("render", "shop", "--what", "ssp", "--to", "md", "--to", "docx", "--out", str(out))
    done = run(root, *words)
    assert done.exit_code == 0, done.output
    word = Document(str(out / "shop-ssp.docx"))
    cells = (cell.text for table in word.tables for row in table.rows for cell in row.cells)
    lines = [*(item.text for item in word.paragraphs), *cells]
    return (out / "shop-ssp.md").read_text(encoding="utf-8"), "\n".join(lines)


WHEN = "[Selection (one or more): daily; [Assignment: after [Assignment: events]]]"


def test_a_new_file_has_labels_choices_and_the_values_of_the_profile(shop: Path) -> None:
    text = (shop / FILE).read_text(encoding="utf-8")
    for words in (
        "# LK-1 Locks for [Assignment: keepers]",
        "- **a.** Tell [Assignment: keepers]; the landlord;",
        f"- **b.** Look {WHEN}.",
        "[Assignment: keepers] are told;",
        f"locks are looked at {WHEN}.",
        "- **lk-01_odp.02** owners: the landlord",
        "- **lk-01_odp.04** after [Assignment: events]",
    ):
        assert words in text
    assert not PLACE.search(read_files(shop))


def answer(root: Path) -> None:
    """Values of the plan's own, and texts of people that name parameters."""
    values = {"lk-01_odp.01": "all clerks", "lk-01_odp.03": insert("lk-01_odp.04")}
    front = "".join(f'  {key}: ["{value}"]\n' for key, value in values.items())
    edit(root, FILE, 'requirement: "LK-1"\n', f'requirement: "LK-1"\nparameters:\n{front}')
    edit(
        root,
        FILE,
        "<!-- @objective a -->",
        f"<!-- @objective a -->\n- State: partial\n- Missing: A list of {insert('lk-01_odp.05')}.\n\n"
        f"We tell {insert('lk-01_odp.01')} and {{{{insert:param,lk-01_odp.02}}}}, and {insert('zz')}.",
    )
    edit(root, "ssp/shop/system.md", "A shop.", f"A shop for {insert('lk-1_prm_1')}.")


def test_generate_fills_in_the_values_of_the_plan(shop: Path, run: Run) -> None:
    answer(shop)
    done = run(shop, "ssp", "generate", "shop")
    assert done.exit_code == 0, done.output
    text = (shop / FILE).read_text(encoding="utf-8")
    assert "# LK-1 Locks for all clerks" in text
    assert "- **a.** Tell all clerks; the landlord;" in text
    assert "locks are looked at [Assignment: after [Assignment: events]]." in text
    assert run(shop, "ssp", "generate", "shop", "--check").exit_code == 0


def test_a_document_has_no_place_that_waits(shop: Path, run: Run) -> None:
    for text in render(run, shop):
        assert "Tell [Assignment: keepers]; the landlord;" in text
        assert WHEN in text
        assert not PLACE.search(text)
    answer(shop)
    for text in render(run, shop):
        for words in (
            "Locks for all clerks",
            "Tell all clerks; the landlord;",
            "locks are looked at [Assignment: after [Assignment: events]].",
            "We tell all clerks and the landlord, and [Assignment: zz].",
            "A list of [Assignment: events].",
            "A shop for all clerks; the landlord.",
        ):
            assert words in text, words
        assert not PLACE.search(text)


@pytest.mark.parametrize(
    "words", [("status", "--full"), ("gap", "--full"), ("status", "--format", "md")]
)
def test_what_is_told_has_no_place_that_waits(shop: Path, run: Run, words: tuple[str, ...]) -> None:
    answer(shop)
    shutil.copytree(ROOT / "mapping-collections", shop / "mapping-collections")
    done = run(shop, words[0], "shop", *words[1:])
    assert done.exit_code == 0, done.output
    assert "A list of [Assignment: events]." in done.output
    assert not PLACE.search(done.output)


def test_the_plan_in_oscal_keeps_the_places(shop: Path, run: Run) -> None:
    """There another tool fills them in."""
    answer(shop)
    done = run(shop, "ssp", "assemble", "shop")
    assert done.exit_code == 0, done.output
    path = shop / "system-security-plans/shop/system-security-plan.json"
    text = path.read_text(encoding="utf-8")
    assert f"We tell {insert('lk-01_odp.01')}" in text
    assert insert("lk-1_prm_1") in text
    [requirement] = json.loads(text)["system-security-plan"]["control-implementation"][
        "implemented-requirements"
    ]
    assert {
        "param-id": "lk-01_odp.03",
        "values": [insert("lk-01_odp.04")],
    } in requirement["set-parameters"]
