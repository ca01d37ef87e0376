"""The table of layers in docs/architecture.md, held against what the files really import."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT

PACKAGE = ROOT / "oscal/attestle"
CORE = {"errors", "findings", "codes"}
CAPABILITIES = ("author", "crosswalk", "render", "handover")
EVERYTHING = {
    *CORE,
    "model",
    "formats",
    "conformance",
    "assess",
    "store",
    "upstream",
    "rules",
    *CAPABILITIES,
    "api",
    "cli",
    "data",
}
ALLOWED: dict[str, set[str]] = {
    "errors": {"findings"},
    "findings": set(),
    "codes": {"findings"},
    "data": set(),
    "model": CORE,
    "formats": CORE | {"model", "data"},
    "conformance": CORE | {"data"},
    "assess": CORE | {"model"},
    "store": CORE | {"model", "formats", "data"},
    "upstream": CORE | {"model", "formats"},
    "rules": CORE | {"model", "formats", "assess", "conformance"},
    **dict.fromkeys(CAPABILITIES, CORE | {"model", "formats", "assess"}),
    "api": EVERYTHING - {"cli"},
    "__init__": {"api"},
    "__main__": {"cli"},
    "cli": EVERYTHING,
}
FILES = sorted(PACKAGE.rglob("*.py"))
# outside package -> the layers that may import it
OUTSIDE = {
    "trestle": {"upstream"},
    "click": {"cli"},
    "docx": {"render"},
    "lxml": {"render", "formats"},
    "yaml": {"formats"},
    "jsonschema_rs": {"conformance", "formats"},
}
NEVER = {"pydantic", "jsonschema", "requests", "urllib.request", "http.client", "socket"}
# Opening files is for the store; the shipped data beside the code may be read by its own module and
# by the schema check.
OPENERS = {"store", "data", "conformance", "cli"}


def layer(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def imports(path: Path) -> Iterator[tuple[int, str, int]]:
    """Level of the relative import (0 = absolute), dotted name, line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.level, node.module, node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.level, alias.name, node.lineno) for alias in node.names)


def own_imports(path: Path) -> Iterator[tuple[str, int]]:
    """The layers of this package that a file imports."""
    depth = len(path.relative_to(PACKAGE).parts)
    for level, name, line in imports(path):
        if level == 0:
            assert name.split(".")[0] != "attestle", (
                f"{path}:{line}: imports inside the package are relative"
            )
            continue
        if level == depth:
            yield name.split(".")[0], line


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    mine = layer(path)
    for name, line in own_imports(path):
        assert name == mine or name in ALLOWED[mine], (
            f"{path.relative_to(ROOT)}:{line}: {mine} may not import {name}"
        )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_outside_packages_have_one_place(path: Path) -> None:
    for level, name, line in imports(path):
        if level:
            continue
        top = name.split(".")[0]
        assert name not in NEVER, f"{path}:{line}: {name} is not for run time"
        assert top not in NEVER, f"{path}:{line}: {name} is not for run time"
        if top in OUTSIDE:
            assert layer(path) in OUTSIDE[top], f"{path}:{line}: {top} is for {OUTSIDE[top]}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_the_store_opens_files(path: Path) -> None:
    mine = layer(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = (
            called.id
            if isinstance(called, ast.Name)
            else called.attr
            if isinstance(called, ast.Attribute)
            else ""
        )
        if name == "print":
            raise AssertionError(f"{path}:{node.lineno}: only emit of cli prints")
        opens = name in {"read_text", "read_bytes", "write_text", "write_bytes"} or (
            isinstance(called, ast.Name) and name == "open"
        )
        if opens:
            assert mine in OPENERS, f"{path}:{node.lineno}: {name} outside the store"


def test_every_layer_has_a_row() -> None:
    assert {layer(path) for path in FILES} <= set(ALLOWED)


def test_oscal_is_a_source_root_and_no_package() -> None:
    assert not (ROOT / "oscal/__init__.py").exists(), (
        "a package named oscal would overwrite another distribution's"
    )
