"""The library as a Python program sees it: names, types, docstrings, and the examples of its page."""

from __future__ import annotations

import ast
import contextlib
import datetime as dt
import inspect
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import attestle
import python_page
from conftest import ROOT
from packed import commit, make_workspace

DAY = dt.date(2026, 11, 24)
FUNCTIONS = python_page.list_functions()
CLASSES = python_page.list_classes()
INIT = ROOT / "oscal/attestle/__init__.py"
# What a program of somebody else may say, with the words of the type checker for what it may not
CONSUMER = """
import datetime as dt
from pathlib import Path
from typing import assert_type

import attestle

assert_type(attestle.validate("."), tuple[attestle.Finding, ...])
assert_type(attestle.validate(b"{}")[0].severity, attestle.Severity)
assert_type(attestle.status(Path(".")).scores.implemented, int | None)
assert_type(attestle.load_work(".")[0], attestle.Work)
assert_type(attestle.assemble(".", check=True).changed, tuple[str, ...])
assert_type(attestle.gap("."), attestle.GapReport)
assert_type(attestle.diff(".", "HEAD")[0], attestle.Compared)
assert_type(attestle.poam("."), attestle.PoamList)
assert_type(attestle.ready(".").is_ready, bool)
assert_type(attestle.render(".", "ssp")["a"], bytes)
order = attestle.PackageOrder("c3pao", as_of=dt.date(2026, 11, 24))
assert_type(attestle.package(".", order, "a.zip"), attestle.PackageResult)
assert_type(attestle.verify("a.zip"), attestle.VerificationReport)
assert_type(attestle.convert(b"", "a.json", "xml").content, bytes)
assert_type(attestle.import_sheet(".", "states", "a.csv").rows, int)
attestle.statuz(".")
attestle.status(1)
attestle.status(".", as_of="2026-11-24")
attestle.render(".", "ssp").statuz
"""
REFUSED = {
    'Module has no attribute "statuz"': 23,
    'Argument 1 to "status" has incompatible type "int"': 24,
    'Argument "as_of" to "status" has incompatible type "str"': 25,
    '"Mapping[str, bytes]" has no attribute "statuz"': 26,
}


def test_a_type_checker_knows_every_name_and_refuses_others(tmp_path: Path) -> None:
    program = tmp_path / "consumer.py"
    program.write_text(CONSUMER, encoding="utf-8")
    # with the settings, and so with what is kept, of the check of this repository
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", str(program)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert len(lines) == len(REFUSED), done.stdout + done.stderr
    for (words, number), line in zip(REFUSED.items(), lines, strict=True):
        assert f"consumer.py:{number}: error: {words}" in line, done.stdout


def list_imported() -> Iterator[str]:
    """The names that a type checker is told of."""
    for node in ast.walk(ast.parse(INIT.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level:
            yield from (alias.name for alias in node.names if alias.name != "library")


def test_what_is_typed_is_what_is_there() -> None:
    assert sorted([*list_imported(), "__version__"]) == sorted(attestle.__all__)
    assert sorted([*FUNCTIONS, *CLASSES, "__version__"]) == sorted(attestle.__all__)
    assert set(attestle.__all__) <= set(dir(attestle))


def test_a_name_that_is_not_there_is_told() -> None:
    with pytest.raises(AttributeError, match="no attribute 'statuz'"):
        _ = getattr(attestle, "statuz")  # noqa: B009


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    code = (
        "import sys, attestle; before = set(sys.modules); attestle.UsageError; attestle.render;"
        " print(sorted(name for name in before if name.startswith('attestle')));"
        " print('attestle.render' in sys.modules, 'trestle' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "['attestle']\nFalse False\n"


def test_the_function_stays_where_its_package_is_loaded() -> None:
    from attestle.render import registry

    assert attestle.render is FUNCTIONS["render"]
    assert registry.KINDS


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_says_all_that_its_signature_cannot(name: str) -> None:
    function = FUNCTIONS[name]
    page = " ".join((inspect.getdoc(function) or "").split())
    assert page.endswith(".")
    assert "Raises " in page
    hints = inspect.get_annotations(function)
    assert set(hints) == {*inspect.signature(function).parameters, "return"}
    assert not [hint for hint in hints.values() if "Any" in hint.replace("[", " ").split()]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_workspace(tmp_path_factory.mktemp("library"), "")
    commit(root)
    return root


def test_the_examples_of_the_page_print_what_it_says(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace)
    known: dict[str, Any] = {"attestle": attestle, "day": DAY}
    assert list(python_page.EXAMPLES) == list(FUNCTIONS)
    for name, (code, printed) in python_page.EXAMPLES.items():
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(code, known)  # noqa: S102
        assert out.getvalue().rstrip("\n") == printed, name
