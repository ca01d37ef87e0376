"""The table of layers in docs/architecture.md, held against what the files really import."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from conftest import ROOT
from tables import check_each

PACKAGE = ROOT / "oscal/attestle"
CORE = {
    *("errors", "findings", "codes", "trees", "nearest", "iso_days", "text_difference", "uuids"),
    "lazy_dataclasses",
    "lazy_modules",
    "lazy_patterns",
}
AUTHORING = ("assembly", "plan_import", "sheet_import", "authoring")
CAPABILITIES = (*AUTHORING, "crosswalk", "handover")
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
    "render",
    "api",
    "cli",
    "data",
}
ALLOWED: dict[str, set[str]] = {
    "errors": {"findings"},
    "lazy_dataclasses": set(),
    "lazy_modules": set(),
    "lazy_patterns": set(),
    "findings": {"lazy_dataclasses"},
    "codes": {"findings", "lazy_dataclasses"},
    "trees": set(),
    "nearest": {"lazy_patterns"},
    "iso_days": {"lazy_patterns"},
    "text_difference": set(),
    "uuids": {"lazy_patterns"},
    "data": set(),
    "model": CORE,
    "formats": CORE | {"model", "data"},
    "conformance": CORE | {"data"},
    "assess": CORE | {"model"},
    "store": CORE | {"model", "formats", "data"},
    "upstream": CORE | {"model", "formats"},
    "rules": CORE | {"model", "formats", "assess", "conformance"},
    **dict.fromkeys(CAPABILITIES, CORE | {"model", "formats", "assess"}),
    # Documents stand above what is computed for them.
    "render": CORE | {"model", "formats", "assess", "crosswalk"},
    "api": EVERYTHING - {"cli"},
    # the root re-exports what the library takes and returns
    "__init__": EVERYTHING - {"cli"},
    "__main__": {"cli"},
    "cli": EVERYTHING,
}
FILES = sorted(PACKAGE.rglob("*.py"))
KNOWN = frozenset(FILES)
# outside package -> the layers that may import it
OUTSIDE = {
    "trestle": {"upstream"},
    "cryptography": {"upstream"},
    "rfc3161_client": {"upstream"},
    "securesystemslib": {"upstream"},
    "click": {"cli"},
    "docx": {"render"},
    "lxml": {"render", "formats"},
    "yaml": {"formats"},
    "jsonschema_rs": {"conformance", "formats"},
    "socketserver": {"cli"},
    "http.server": {"cli"},
}
NEVER = {"pydantic", "jsonschema", "requests", "urllib.request", "http.client", "socket"}
# Opening files is for the store; the shipped data beside the code is read by its own module.
OPENERS = {"store", "data", "cli"}
# Looking at what stands where is for the store too.
LOOKERS = {"store"}
# Methods of a path that look at the disk; functions of the store of these names take arguments
LOOKS = {"exists", "is_file", "is_dir", "is_symlink", "iterdir", "stat", "lstat", "walk"}
GLOBS = {"glob", "rglob"}
# What of `os` and `os.path` looks at the disk
OS_LOOKS = {
    *("walk", "fwalk", "listdir", "scandir", "stat", "lstat", "access", "mkdir", "makedirs"),
    *("exists", "lexists", "isfile", "isdir", "islink", "realpath", "getsize", "getmtime"),
}


def layer(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


@cache
def list_nodes(path: Path) -> tuple[ast.AST, ...]:
    """Imports and calls of a file, which is read once for all tests."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return tuple(item for item in nodes if isinstance(item, ast.Import | ast.ImportFrom | ast.Call))


@cache
def imports(path: Path) -> tuple[tuple[int, str, int], ...]:
    """Level of the relative import (0 = absolute), dotted name, line."""
    return tuple(_walk_imports(path))


def _walk_imports(path: Path) -> Iterator[tuple[int, str, int]]:
    for node in list_nodes(path):
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


@check_each("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    mine = layer(path)
    for name, line in own_imports(path):
        assert name == mine or name in ALLOWED[mine], (
            f"{path.relative_to(ROOT)}:{line}: {mine} may not import {name}"
        )


@check_each("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_outside_packages_have_one_place(path: Path) -> None:
    for level, name, line in imports(path):
        if level:
            continue
        top = name.split(".")[0]
        assert name not in NEVER, f"{path}:{line}: {name} is not for run time"
        assert top not in NEVER, f"{path}:{line}: {name} is not for run time"
        for package in {top, name} & set(OUTSIDE):
            assert layer(path) in OUTSIDE[package], (
                f"{path}:{line}: {name} is for {OUTSIDE[package]}"
            )


@check_each("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_the_store_opens_files(path: Path) -> None:
    mine = layer(path)
    for node in list_nodes(path):
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


def list_looks(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, int]]:
    """Calls that look at the disk, with their lines: methods of paths, functions of `os`."""
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module in ("os", "os.path", "glob"):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, owner = node.func.attr, ast.unparse(node.func.value)
            of_os = owner in ("os", "os.path", "glob") and name in OS_LOOKS | GLOBS
            if of_os or name in GLOBS or (name in LOOKS and not node.args):
                yield f"{owner}.{name}", node.lineno


@check_each("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_the_store_looks_at_the_disk(path: Path) -> None:
    if layer(path) in LOOKERS:
        return
    looks = list(list_looks(list_nodes(path)))
    assert not looks, f"{path.relative_to(ROOT)}: outside the store: {looks}"


@pytest.mark.parametrize(
    "code",
    [
        "for here, folders, names in os.walk(folder): pass",
        "os.listdir(root / folder)",
        "os.path.isfile(name)",
        "os.path.lexists(name)",
        "from os import listdir",
        "(root / name).exists()",
        "path.is_file()",
        "Path(name).is_dir()",
        "sorted(folder.iterdir())",
        'list(folder.rglob("*.md"))',
        'folder.glob("*")',
    ],
)
def test_a_look_at_the_disk_is_found(code: str) -> None:
    assert len(list(list_looks(ast.walk(ast.parse(code))))) == 1


@pytest.mark.parametrize(
    "code", ["files.exists(root, path)", "folders.is_folder(path)", "ast.walk(tree)", "os.environ"]
)
def test_what_the_store_is_asked_is_no_look(code: str) -> None:
    assert list(list_looks(ast.walk(ast.parse(code)))) == []


def imported_files(path: Path) -> Iterator[Path]:
    """The files of this package that a file imports, in functions too."""
    here = path.relative_to(PACKAGE).parts[:-1]
    for node in list_nodes(path):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        folder = PACKAGE.joinpath(
            *here[: len(here) - node.level + 1], *(node.module or "").split(".")
        )
        for alias in node.names:
            candidates = (
                folder / f"{alias.name}.py",
                folder / alias.name / "__init__.py",
                folder.with_suffix(".py"),
                folder / "__init__.py",
            )
            yield from [file for file in candidates if file in KNOWN][:1]


def find_circle(graph: dict[Path, set[Path]]) -> list[Path]:
    """Files that import each other in a circle, the first found; none if there is none."""
    done: set[Path] = set()

    def visit(file: Path, way: list[Path]) -> list[Path]:
        if file in way:
            return [*way[way.index(file) :], file]
        if file in done:
            return []
        for other in sorted(graph.get(file, ())):
            if circle := visit(other, [*way, file]):
                return circle
        done.add(file)
        return []

    return next((circle for file in sorted(graph) if (circle := visit(file, []))), [])


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {path: set(imported_files(path)) - {path} for path in FILES}
    assert sum(map(len, graph.values())) > len(FILES), "the imports are not seen"
    names = [file.relative_to(PACKAGE).as_posix() for file in find_circle(graph)]
    assert not names, f"a circle: {' -> '.join(names)}"


def test_a_circle_is_found() -> None:
    one, two, three = Path("a"), Path("b"), Path("c")
    assert find_circle({one: {two}, two: {three}, three: {two}}) == [two, three, two]
    assert find_circle({one: {two, three}, two: {three}}) == []


def test_every_layer_has_a_row() -> None:
    assert {layer(path) for path in FILES} <= set(ALLOWED)


def test_oscal_is_a_source_root_and_no_package() -> None:
    assert not (ROOT / "oscal/__init__.py").exists(), (
        "a package named oscal would overwrite another distribution's"
    )
