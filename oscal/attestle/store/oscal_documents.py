"""The OSCAL documents of a workspace, read strictly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..findings import Finding, Severity
from ..formats import strict_json
from ..formats.problems import Problem
from ..formats.text_file import decode_text
from ..model.workspace import Document
from . import files, layout


def as_finding(path: str, problem: Problem) -> Finding:
    """A parser's problem as a finding of that file."""
    severity = Severity.WARNING if problem.warning else Severity.ERROR
    return Finding(
        problem.code,
        severity,
        path,
        problem.message,
        problem.pointer,
        problem.hint,
        problem.line,
        problem.column,
    )


def list_paths(root: Path) -> tuple[str, ...]:
    """Every model file, by folder and name."""
    return tuple(
        f"{folder}/{name}/{file}"
        for folder in layout.MODELS
        for name in files.list_names(root, folder)
        for file in files.list_names(root, f"{folder}/{name}")
        if file.endswith(".json")
    )


def parse_json_document(path: str, data: bytes) -> tuple[Document, list[Finding]]:
    """Parse the bytes of a model file."""
    model = layout.model_of(path) or ""
    name = path.split("/")[1] if path.count("/") >= 2 else Path(path).stem
    tree, problems = strict_json.read_json(data)
    if problems and data.lstrip()[:1] not in (b"{", b"["):
        problems = decode_text(data).problems or problems
    elif problems:
        problems = (
            tuple(item for item in decode_text(data).problems if item.code in ("OSC004", "OSC006"))
            or problems
        )
    if not problems and not isinstance(tree, dict):
        problems, tree = (Problem("OSC003", "the file holds no OSCAL document", 1, 1),), None
    if tree is not None and not model:
        model = next((key for key in tree if key in layout.FOLDER_OF), "")
    if tree is not None and model not in tree:
        problems = (_wrong_model(model, tree),)
        tree = None
    return Document(path, model, name, tree), [as_finding(path, item) for item in problems]


def _wrong_model(model: str, tree: dict[str, Any]) -> Problem:
    found = next((key for key in tree if key != "$schema"), "nothing")
    if not model:
        return Problem(
            "OSC003", f'"{found}" is no OSCAL model', 1, 1, f"one of: {', '.join(layout.FOLDER_OF)}"
        )
    hint = (
        f"move it to {layout.FOLDER_OF[found]}/"
        if found in layout.FOLDER_OF
        else f'the file must hold "{model}"'
    )
    return Problem(
        "OSC003", f'the file holds "{found}" where its folder asks for "{model}"', 1, 1, hint
    )


def read_document(root: Path, path: str) -> tuple[Document | None, list[Finding]]:
    """One document; None if there is no such file."""
    try:
        return parse_json_document(path, files.read(root, path))
    except FileNotFoundError:
        return None, []
    except files.Unreadable as error:
        return None, [Finding("OSC006", Severity.ERROR, path, f"cannot be read: {error}")]


def read_documents(root: Path) -> tuple[tuple[Document, ...], list[Finding]]:
    """Every document; those that do not parse are findings and come without a tree."""
    documents: list[Document] = []
    findings: list[Finding] = []
    for path in list_paths(root):
        document, found = read_document(root, path)
        findings.extend(found)
        if document is not None:
            documents.append(document)
    findings.extend(_unread_folders(root))
    findings.extend(_strays(root))
    return tuple(documents), findings


def _unread_folders(root: Path) -> list[Finding]:
    """A link or a file where the workspace has a folder hides everything that is below it."""
    wanted = [
        *layout.MODELS,
        layout.SSP,
        *(
            f"{folder}/{name}"
            for folder in layout.MODELS
            for name in files.list_names(root, folder)
        ),
    ]
    return [
        Finding(
            "OSC006",
            Severity.ERROR,
            folder,
            f"cannot be read: {why}",
            hint="put a real folder in its place, or remove it",
        )
        for folder in wanted
        if (why := files.explain_no_folder(root, folder))
        and not (folder.count("/") and why == files.NO_FOLDER)
    ]


def _strays(root: Path) -> list[Finding]:
    """Anything but models in a model folder stops other OSCAL tools."""
    found = []
    for folder, model in layout.MODELS.items():
        for name in files.list_names(root, folder):
            inside = files.list_names(root, f"{folder}/{name}")
            if f"{model}.json" not in inside:
                what = f"{folder}/{name}"
                found.append(
                    Finding(
                        "OSC009",
                        Severity.ERROR,
                        what,
                        f"no {model}.json here",
                        hint=f"model folders hold only <name>/{model}.json; move it away",
                    )
                )
            found += [
                Finding(
                    "OSC009",
                    Severity.ERROR,
                    f"{folder}/{name}/{file}",
                    "a file that is no model stands in a model folder",
                    hint="move it elsewhere; other OSCAL tools stop at it",
                )
                for file in inside
                if file != f"{model}.json" and not file.endswith(".json")
            ]
    return found


def make_href_reader(root: Path, loaded: dict[str, Document] | None = None) -> Any:
    """A function that fetches a `trestle://` href for profile resolution: only from inside the
    workspace.
    """
    cache = dict(loaded or {})

    def fetch(href: str) -> dict[str, Any] | None:
        if not href.startswith("trestle://"):
            return None
        path = href.removeprefix("trestle://")
        if path not in cache:
            document, _ = read_document(root, path)
            if document is None:
                return None
            cache[path] = document
        tree = cache[path].tree
        return dict(tree) if tree else None

    return fetch
