"""Files of the repository that no code reads: forms, hooks, the index of the documentation, and what
a release rests on.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

import attestle
import lowest_versions
import new_releases
import release
from conftest import ROOT

DOCS = ROOT / "docs"
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml"))
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def list_links(page: Path) -> set[str]:
    return set(LINK.findall(page.read_text(encoding="utf-8")))


def test_the_index_leads_to_every_page_and_to_nothing_else() -> None:
    linked = {(DOCS / link).resolve() for link in list_links(DOCS / "README.md")}
    assert [path for path in linked if not path.is_file()] == []
    # decisions have an index of their own
    decisions = {
        (DOCS / "decisions" / link).resolve() for link in list_links(DOCS / "decisions/README.md")
    }
    pages = {path for path in DOCS.rglob("*.md") if path != DOCS / "README.md"}
    assert pages - linked - decisions == set()


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_a_form_of_an_issue_has_what_the_host_asks_for(form: Path) -> None:
    tree = read_yaml(form)
    assert tree["name"]
    assert tree["description"]
    asked = [item for item in tree["body"] if item["type"] != "markdown"]
    names = [item["id"] for item in asked]
    assert len(names) == len(set(names))
    assert all(item["attributes"]["label"] for item in asked)
    assert any(item.get("validations", {}).get("required") for item in asked)
    assert {item["type"] for item in tree["body"]} <= {"markdown", "textarea", "input", "dropdown"}


def test_our_own_hooks_call_what_there_is() -> None:
    [repository] = read_yaml(ROOT / ".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    hooks = {hook["id"]: hook for hook in repository["hooks"]}
    assert {"ruff-check", "ruff-format", "mypy", "generated"} < set(hooks)
    offered = {hook["id"] for hook in read_yaml(ROOT / ".pre-commit-hooks.yaml")}
    assert offered < set(hooks)
    dev = (ROOT / "tools/dev.py").read_text(encoding="utf-8")
    for hook in hooks.values():
        program, *words = hook["entry"].split()
        assert program.startswith(".venv/bin/")
        assert hook["language"] == "system"
        if "tools/dev.py" in words:
            assert f'"{words[-1]}"' in dev


def test_lowest_versions_are_those_of_the_project() -> None:
    [(path, data)] = lowest_versions.outputs().items()
    assert path.read_bytes() == data
    assert lowest_versions.read_bounds(["click>=8.1,<9"]) == {"click": "8.1"}
    with pytest.raises(ValueError, match="does not begin with its lowest version"):
        lowest_versions.read_bounds(["click<9"])


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What a release looks at, as it is right before one."""
    (tmp_path / "oscal/attestle").mkdir(parents=True)
    for name in ("pyproject.toml", "oscal/attestle/__init__.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    text = (
        f"# Changelog\n\n## [Unreleased]\n\n## [{attestle.__version__}] - 2026-12-01\n\n- A line.\n"
    )
    (tmp_path / "CHANGELOG.md").write_text(text, encoding="utf-8")
    return tmp_path


TAG = f"v{attestle.__version__}"


def test_a_checkout_can_be_its_release(checkout: Path) -> None:
    assert list(release.list_reasons(checkout, TAG)) == []


@pytest.mark.parametrize(
    ("tag", "path", "old", "new", "reason"),
    [
        ("0.1.0", "", "", "", "is no tag of a release"),
        (TAG, "pyproject.toml", f'version = "{attestle.__version__}"', 'version = "9.9.9"', "pyproject.toml says 9.9.9"),
        (TAG, "oscal/attestle/__init__.py", f'"{attestle.__version__}"', '"9.9.9"', "__init__.py says 9.9.9"),
        (TAG, "CHANGELOG.md", f"[{attestle.__version__}]", "[9.9.9]", "has no chapter"),
        (TAG, "CHANGELOG.md", " - 2026-12-01", "", "lacks its day or its text"),
        (TAG, "CHANGELOG.md", "- A line.\n", "", "lacks its day or its text"),
        (TAG, "CHANGELOG.md", "[Unreleased]\n", "[Unreleased]\n\n- Late.\n", "belong to the release"),
        (TAG, "CHANGELOG.md", "## [Unreleased]\n\n", "", "has no chapter [Unreleased]"),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_no_release(
    checkout: Path, tag: str, path: str, old: str, new: str, reason: str
) -> None:
    if path:
        text = (checkout / path).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (checkout / path).write_text(text.replace(old, new), encoding="utf-8")
    [found] = release.list_reasons(checkout, tag)
    assert reason in found


def test_the_changelog_has_the_chapter_for_what_comes_next() -> None:
    chapters = release.read_chapters((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert next(iter(chapters)) == "Unreleased"


def test_releases_that_nobody_has_looked_at_are_told() -> None:
    printed = "demo (5.10.0)\nAvailable versions: 5.10.0, 5.3.0rc1, 5.2.1, 5.2.0, 4.0.0\n  LATEST: 5.10.0\n"
    versions = new_releases.read_index(printed)
    assert new_releases.find_newer(versions, "5.2.0") == ["5.2.1", "5.10.0"]
    tags = "aa\trefs/tags/v1.2.2\nbb\trefs/tags/v1.2.3^{}\ncc\trefs/tags/v1.3.0\ndd\trefs/tags/v1.3.0-rc1\n"
    assert new_releases.read_tags(tags) == ["1.2.2", "1.3.0"]
    [line] = new_releases.write_lines("OSCAL", ["1.2.2", "1.3.0"])
    assert line.startswith("::warning::OSCAL has 1.3.0; 1.2.2 is the newest")
    assert new_releases.write_lines("OSCAL", ["1.2.2"]) == ["OSCAL: 1.2.2 is the newest"]
    assert new_releases.write_lines("OSCAL", [])[0].startswith("::notice::")
    assert new_releases.read_index("ERROR: no network") == []
    assert new_releases.ask(["git", "no-such-command"]) == ""


def test_what_was_looked_at_is_what_is_held() -> None:
    known = {path.stem for path in (ROOT / "oscal/attestle/data/versions").glob("[0-9]*.json")}
    newest = sorted(known, key=lambda text: [int(part) for part in text.split(".")])[-1]
    assert new_releases.LOOKED_AT["OSCAL"] == newest
