"""`attestle catalog text`, as a user runs it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from attestle.api.catalog_lookup import read_controls_of
from conftest import Run
from publisher_files import invent_sentences, write_cprt, write_csv

TSC = "soc2-tsc-2017"


def test_words_of_nobody_are_named_and_laid_beside(copy: Path, run: Run) -> None:
    baseline = read_controls_of(copy, "nist-sp-800-171-r2")
    file = copy.parent / "export.json"
    file.write_bytes(write_cprt(baseline, invent_sentences(baseline)))
    done = run(copy, "catalog", "text", str(file))
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "export.json: CPRT JSON, Invented Publication, version 2.0"
    assert sum("publisher's words" in line for line in lines) >= 420
    assert lines[-1] == (
        "nist-sp-800-171-r2: 0 of 110 statements are the publisher's wording; 110 statements"
        " differ; 0 of 320 objectives are the publisher's wording; 320 objectives differ"
    )
    # none of them is shown as the publisher's
    assert "keepers" not in run(copy, "catalog", "show", "3.1.1").stdout


def test_licensed_words_are_in_no_commit(tmp_path: Path, run: Run) -> None:
    root = tmp_path / "new"
    assert run(tmp_path, "init", str(root)).exit_code == 0
    # as in a workspace that is older than that line
    ignored = root / ".gitignore"
    ignored.write_text("build/\n")
    baseline = read_controls_of(root, TSC)
    file = tmp_path / "criteria.csv"
    file.write_bytes(write_csv(baseline, invent_sentences(baseline)))
    done = run(root, "catalog", "text", str(file), "--format", "json")
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert (data["catalog"], data["free"], data["missing"]) == (TSC, False, [])
    assert data["counts"]["statement"]["unchecked"] == 61
    assert "keepers" not in done.output
    for args in (("init", "-q"), ("add", "-A")):
        subprocess.run(["git", "-C", str(root), *args], check=True)
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files"], check=True, capture_output=True, text=True
    ).stdout
    assert "catalogs/" in listed
    assert "texts/" not in listed
    assert (root / f"texts/{TSC}/texts.json").exists()


def test_a_file_that_fits_nothing_is_wrong_usage(copy: Path, run: Run) -> None:
    file = copy.parent / "other.csv"
    file.write_text("a,b\n1,2\n")
    done = run(copy, "catalog", "text", str(file))
    assert done.exit_code == 2
    assert "holds no text of any catalog" in done.stderr
    done = run(copy, "catalog", "text", str(file), "--catalog", "nist-sp-800-171-r1")
    assert done.exit_code == 2
    assert "did you mean" in done.stderr
