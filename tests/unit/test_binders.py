"""The binder: all documents of a system, a page that lists them, one process or several."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote

import pytest

from attestle.api import binder_processes, binders
from attestle.api.binder_processes import BinderJob, Made
from attestle.api.binders import Binder, Progress, render_binder
from attestle.api.rendering import SUBJECTS, render
from attestle.errors import ExitCode, UsageError, WorkspaceError
from attestle.formats.settings_keys import DOCUMENT_KINDS
from attestle.render.kinds.binder_index import FORM_NAMES, PURPOSES
from attestle.render.registry import BINDER_FORMS, FORMS, PRINTED, list_forms
from attestle.store.layout import check_slug
from conftest import ROOT, TINY, Run, snapshot

DAY = dt.date(2026, 11, 24)
REVISION = "0123456789ab"


def make(root: Path = TINY, *forms: str, processes: int = 1) -> Binder:
    return render_binder(root, None, forms, as_of=DAY, revision=REVISION, processes=processes)


@pytest.fixture(scope="session")
def binder() -> Binder:
    return make()


def read_page(binder: Binder) -> str:
    return binder.files["demo-index.html"].decode()


def test_it_holds_every_document_in_every_form_for_people(binder: Binder) -> None:
    stems = {kind: f"demo-{kind}" for kind in SUBJECTS}
    stems["crosswalk"] = "mini"
    expected = {
        f"{stems[kind]}.{form}"
        for kind in SUBJECTS
        for form in list_forms(kind)
        if form in BINDER_FORMS
    }
    assert {name for name in binder.files if "/" not in name} == expected | {"demo-index.html"}
    assert list(binder.files)[-1] == "demo-index.html", "what lists the others is written last"
    assert not binder.failed


def test_each_document_is_the_one_that_is_rendered_by_itself(binder: Binder) -> None:
    for kind, form in (("poam", "xlsx"), ("gap", "html"), ("crosswalk", "md")):
        made = render(TINY, kind, None, (form,), as_of=DAY, revision=REVISION)
        for name, data in made.items():
            assert binder.files[name] == data, name


def test_the_page_leads_to_each_file_and_says_its_hash_form_and_size(binder: Binder) -> None:
    page = read_page(binder)
    rows = re.findall(r"<tr>(<td.*?)</tr>", page)
    listed = {}
    for row in rows:
        if found := re.search(r'<a href="\./([^"]+)">', row):
            listed[unquote(found[1])] = row
    documents = {name: data for name, data in binder.files.items() if "/" not in name}
    del documents["demo-index.html"]
    assert set(listed) == set(documents)
    for name, data in documents.items():
        assert hashlib.sha256(data).hexdigest() in listed[name]
        assert f"{max(1, round(len(data) / 1000)):,} kB" in listed[name]
        assert FORM_NAMES[name.rpartition(".")[2]] in listed[name]


def test_the_page_says_what_each_document_is_and_how_it_stands(binder: Binder) -> None:
    page = read_page(binder)
    for title, purpose in PURPOSES.values():
        assert f">{title}</h2>" in page
        assert purpose in page
    assert page.count("DRAFT") == len(SUBJECTS) - 1, "a crosswalk is of no system"
    assert "Of no system: neither draft nor final" in page
    assert f"Revision {REVISION}" in page
    assert "<script" not in page
    assert 'http-equiv="Content-Security-Policy"' in page


def test_every_kind_and_form_has_its_words() -> None:
    assert set(PURPOSES) == set(SUBJECTS)
    assert set(FORM_NAMES) == set(FORMS) - {PRINTED}
    assert set(BINDER_FORMS) < set(FORM_NAMES)


def test_forms_narrow_it() -> None:
    made = make(TINY, "html")
    kinds = [kind for kind in SUBJECTS if "html" in list_forms(kind)]
    assert len(made.files) == len(kinds) + 1
    assert all(name.endswith(".html") for name in made.files)
    with pytest.raises(UsageError, match="no document comes as odt; they come as docx, pdf"):
        make(TINY, "odt")
    with pytest.raises(UsageError, match="no document comes as text"):
        make(TINY, "text")


def test_several_processes_make_the_same_bytes(binder: Binder) -> None:
    """Of the forms that are made fastest: each process is begun afresh."""
    made = make(TINY, "md", processes=2)
    assert {name: data for name, data in made.files.items() if name != "demo-index.html"} == {
        name: data for name, data in binder.files.items() if ".md" in name or "/" in name
    }


def test_one_document_that_fails_is_named_and_the_others_are_made(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_question: object) -> None:
        raise KeyError("needle")

    subjects = {**SUBJECTS, "crm": fail}
    monkeypatch.setattr("attestle.api.rendering.SUBJECTS", subjects)
    made = make(tiny, "md")
    assert [item.job for item in made.failed] == [BinderJob("crm", "md")]
    failure = made.failed[0].failure
    assert failure is not None
    assert "KeyError" in failure.message
    assert "needle" in failure.trace
    assert made.exit_code == ExitCode.INTERNAL
    assert "demo-poam.md" in made.files
    assert "demo-crm.md" not in made.files
    page = read_page(made)
    assert "Not in this binder" in page
    assert f"<b>{PURPOSES['crm'][0]}:</b> something went wrong" in page


def end_process(_order: binder_processes.Order, _job: BinderJob) -> None:
    os._exit(1)


def test_a_process_that_is_ended_is_an_error_of_its_documents(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(binder_processes, "_make_at_desk", end_process)
    order = binder_processes.Order(TINY, "demo", DAY)
    jobs = [BinderJob("poam", "md"), BinderJob("status", "md")]
    made = list(binder_processes._make_apart(order, jobs, 2))
    assert {item.job for item in made} == set(jobs)
    assert all(item.failure and item.failure.message == binder_processes.STOPPED for item in made)


def test_a_workspace_without_a_crosswalk_has_the_other_documents(tiny: Path) -> None:
    shutil.rmtree(tiny / "mapping-collections")
    made = make(tiny, "md")
    assert "demo-gap.md" not in made.files
    assert "demo-ssp.md" in made.files
    assert not made.failed
    assert read_page(made).count(binders.NO_CROSSWALK) == 2


def test_final_goes_for_all_or_none(tiny: Path) -> None:
    with pytest.raises(WorkspaceError, match="is not final") as error:
        render_binder(tiny, None, ("md",), as_of=DAY, final=True, processes=1)
    assert error.value.findings


def test_progress_is_told(tiny: Path) -> None:
    numbers: list[int] = []
    ready: list[Made] = []
    progress = Progress(numbers.append, ready.append)
    render_binder(tiny, None, ("xlsx",), as_of=DAY, processes=1, progress=progress)
    assert numbers == [len(ready)]
    assert {item.job.form for item in ready} == {"xlsx"}


@pytest.mark.parametrize("name", DOCUMENT_KINDS)
def test_no_system_is_called_like_a_document(name: str) -> None:
    with pytest.raises(UsageError, match="attestle render calls a document so"):
        check_slug(name, "system")
    assert check_slug(name, "component") == name


def test_the_command_writes_it_and_says_what_it_wrote(tiny: Path, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run(
        tiny, "render", "all", "demo", "--to", "html", "--as-of", "2026-11-24", "--out", str(out)
    )
    written = snapshot(out)
    assert sorted(result.stdout.splitlines()) == sorted(f"wrote {out}/{name}" for name in written)
    assert "demo-index.html" in written
    assert result.stderr == "" or "documents" not in result.stderr, "no bar without a terminal"


def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ["--root", str(ROOT), "render", "all", "--out", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-m", "attestle", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT / "oscal")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(1.5)
    os.killpg(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGINT
    assert error.strip() == "error: stopped; nothing was changed"
    assert not out.exists()
