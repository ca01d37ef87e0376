"""The wheel carries everything that `init` needs, and finds it when installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT, snapshot


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without network and unpacked as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-q",
        "-w",
        str(folder),
        str(ROOT),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def attestle(installed: Path, *args: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "NO_COLOR": "1"}
    code = (
        f"import attestle, sys; assert attestle.__file__.startswith({str(installed)!r}),"
        " attestle.__file__; sys.argv[0] = 'attestle'; from attestle.cli import main; main()"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *args],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=installed,
        timeout=300,
    )


def test_init_works_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    root = tmp_path / "from-wheel"
    done = attestle(installed, "init", str(root), "--example")
    assert done.returncode == 0, done.stderr
    made = snapshot(root)
    for path, data in made.items():
        if path.split("/")[0] in ("catalogs", "profiles", "ssp", "system-security-plans"):
            assert (ROOT / path).read_bytes() == data, path
    assert "catalogs/nist-sp-800-171-r2/catalog.json" in made
    checked = attestle(installed, "--root", str(root), "validate", "--as-of", "2026-11-24")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    code = "from trestle.cli import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", code, "validate", "-a"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_explain_and_schemas_are_in_the_wheel(installed: Path) -> None:
    done = attestle(installed, "explain", "SSP010")
    assert done.returncode == 0
    assert done.stdout.startswith("# SSP010")


def test_pages_that_messages_name_are_in_the_wheel(installed: Path) -> None:
    done = attestle(installed, "explain", "docs/reference/files.md")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == (ROOT / "docs/reference/files.md").read_text().strip()
    listed = attestle(installed, "explain", "docs")
    assert "docs/rules.md" in listed.stdout.split()
    unknown = attestle(installed, "explain", "docs/reference/file.md")
    assert unknown.returncode == 2
    assert "docs/reference/files.md" in unknown.stderr


def test_every_page_that_the_package_names_exists() -> None:
    package = ROOT / "oscal" / "attestle"
    texts = [*package.rglob("*.py"), *package.rglob("data/explain/*.md")]
    named = {
        page
        for path in texts
        for page in re.findall(
            r"\bdocs/(?:guides|reference|explanation)/[\w-]+\.md", path.read_text()
        )
    }
    assert len(named) >= 3
    assert not sorted(page for page in named if not (ROOT / page).is_file())


def test_page_of_an_index_has_no_link_into_the_repository(installed: Path) -> None:
    (metadata,) = installed.glob("attestle-*.dist-info/METADATA")
    page = metadata.read_text(encoding="utf-8").partition("\n\n")[2]
    assert "## Install" in page
    targets = re.findall(r"\]\(([^)]+)\)", page)
    assert targets
    assert not [target for target in targets if not target.startswith(("https://", "#"))]
