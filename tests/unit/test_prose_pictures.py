"""Pictures and links of authored texts in a workspace: what is read, what is written beside a
document, and what is said of the rest.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest

from attestle.api.rendering import read_pictures, render
from attestle.api.sound_systems import load_sound
from attestle.api.validation.cached_findings import find_all
from attestle.api.validation.targets import Target
from attestle.api.validation.workspace_checks import find_problems
from attestle.api.workspace_setup import write_out
from attestle.errors import WorkspaceError
from attestle.formats.settings_values import Settings
from attestle.store.cache import Cache
from attestle.store.evidence_files import MOST_PICTURE_BYTES
from conftest import AS_OF, ROOT

BASE = ROOT / "tests/cases/_base"
ANSWER = "ssp/demo/controls/AC/3.1.1.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    workspace = tmp_path / "workspace"
    shutil.copytree(BASE, workspace)
    return workspace


def add_text(root: Path, text: str, file: str = ANSWER) -> None:
    path = root / file
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")


def copy_picture(root: Path, place: str) -> None:
    target = root / place
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(BASE / "ssp/demo/diagrams/network.png", target)


def list_said(root: Path, code: str) -> list[str]:
    return [item.message for item in find_problems(root, as_of=AS_OF) if item.code == code]


def test_pictures_of_every_text_are_read_from_inside_the_workspace(root: Path) -> None:
    for place in ("ssp/demo/evidence/shot.png", "docs/a b.png", "ssp/demo/diagrams/x.png"):
        copy_picture(root, place)
    copy_picture(root.parent, "outside.png")
    (root / "ssp/demo/evidence/link.png").symlink_to(root.parent / "outside.png")
    (root / "ssp/demo/evidence/large.png").write_bytes(b"\x89PNG" + b"0" * MOST_PICTURE_BYTES)
    add_text(
        root, "![s](../../evidence/shot.png) ![d](/docs/a%20b.png) ![l](../../evidence/link.png)"
    )
    add_text(root, "![b](../../evidence/large.png)\n![o](../../../../../outside.png)")
    add_text(root, "![x][p]\n\n[p]: ../diagrams/x.png", "ssp/demo/components/doorkeeper.md")
    add_text(root, "`![no](evidence/roster.csv)`", "ssp/demo/network.md")
    read = read_pictures(root, load_sound(root))
    diagrams = {f"ssp/demo/diagrams/{name}.png" for name in ("boundary", "network", "data-flow")}
    own = {"ssp/demo/evidence/shot.png", "docs/a b.png", "ssp/demo/diagrams/x.png"}
    assert set(read) == diagrams | own
    assert list_said(root, "SSP033") == [
        'the picture "../../evidence/link.png" is not there',
        'the picture "../../evidence/large.png" does not print in Word',
        'the picture "../../../../../outside.png" is out of the workspace',
    ]


def test_the_markdown_plan_has_its_pictures_and_files_where_it_links_to(root: Path) -> None:
    copy_picture(root, "ssp/demo/evidence/shot (1).png")
    add_text(root, "![shot](<../../evidence/shot (1).png>) [list](../../evidence/roster.csv)")
    add_text(
        root, "See [the store](../../components/file-store.md), [the net](../../network.md#x)."
    )
    out = root / "build/plans"
    made = render(root, "ssp", "demo", ("md", "docx"), as_of=AS_OF, out=out)
    assert sum(name.endswith(".png") for name in made) == 4
    write_out(out, made)
    text = (out / "demo-ssp.md").read_text(encoding="utf-8")
    targets = [found.strip("<>") for found in re.findall(r"\]\((<[^>]+>|[^)\s#]+)", text)]
    local = [unquote(target) for target in targets if not re.match("https?:|mailto:", target)]
    assert "../../ssp/demo/evidence/roster.csv" in local
    assert len([target for target in local if target.endswith(".png")]) == 4
    assert [target for target in local if not (out / target).is_file()] == []
    anchors = set(re.findall(r'<a id="([^"]+)">', text))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) == anchors


def test_a_link_to_a_file_without_a_text_of_its_own_finds_its_chapter(root: Path) -> None:
    add_text(root, "[a](../../poam/flow-rules.md) [b](../../inventory.csv) [c](../AC/3.1.3.md)")
    made = render(root, "ssp", "demo", ("md",), as_of=AS_OF)
    text = made["demo-ssp.md"].decode()
    assert "[a](#poam) [b](#inventory) [c](#requirement-3.1.3)" in text
    for anchor in ("poam", "inventory", "requirement-3.1.3"):
        assert f'<a id="{anchor}"></a>' in text


def test_markdown_that_goes_out_of_the_workspace_names_its_files(
    root: Path, tmp_path: Path
) -> None:
    add_text(root, "The [list](../../evidence/roster.csv).")
    made = render(root, "ssp", "demo", ("md",), as_of=AS_OF, out=tmp_path / "else")
    assert b"The list (`ssp/demo/evidence/roster.csv`)." in made["demo-ssp.md"]


def test_pictures_are_not_written_through_a_link(root: Path, tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    out.mkdir()
    other.mkdir()
    (out / "demo-ssp-pictures").symlink_to(other)
    made = render(root, "ssp", "demo", ("md",), as_of=AS_OF)
    with pytest.raises(WorkspaceError, match="symbolic link"):
        write_out(out, made)
    assert list(other.iterdir()) == []


def test_names_of_picture_files_do_not_meet(root: Path) -> None:
    copy_picture(root, "docs/a-b.png")
    copy_picture(root, "docs/a/b.png")
    add_text(root, "![x](/docs/a-b.png) ![y](/docs/a/b.png)")
    made = render(root, "ssp", "demo", ("md",), as_of=AS_OF)
    assert {"demo-ssp-pictures/docs-a-b.png", "demo-ssp-pictures/docs-a-b-2.png"} <= set(made)


def test_a_picture_that_comes_later_is_seen_at_once(root: Path, tmp_path: Path) -> None:
    """It stands where nothing is hashed for the answers that are kept."""
    add_text(root, "![later](/docs/later.png)")
    (tmp_path / "kept").mkdir(mode=0o700)
    kept = Cache(tmp_path / "kept")
    kept_before = list_kept(root, kept)
    assert kept_before == ['the picture "/docs/later.png" is not there']
    copy_picture(root, "docs/later.png")
    assert list_kept(root, kept) == []


def list_kept(root: Path, kept: Cache) -> list[str]:
    found = find_all(Target(root), Settings(), AS_OF, kept)
    return [item.message for item in found if item.code == "SSP033"]
