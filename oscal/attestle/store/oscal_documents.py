"""The OSCAL documents of a workspace, read strictly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from ..findings import Finding, Severity
from ..formats import strict_json
from ..formats.document_hrefs import TRESTLE, rewrite_imports
from ..formats.problems import Problem
from ..formats.text_file import decode_text
from ..formats.xml_source import is_xml
from ..formats.yaml_tree import read_yaml_tree
from ..model.workspace import Document, ReferenceScope
from . import files, layout
from .reference_files import Addresses, ReferenceFiles
from .shared_documents import parse_once
from .workspace_settings import read_addresses

# Whether a document is looked at, by folder and name; a folder of models itself has no name
FolderChoice = Callable[[str, str], bool]
JSON = ".json"
YAML = (".yaml", ".yml")
XML = ".xml"
# YAML may be as deep as the JSON it stands for
YAML_DEPTH = strict_json.MAX_DEPTH


def as_finding(path: str, problem: Problem) -> Finding:
    """A parser's problem as a finding of that file."""
    return Finding(
        problem.code,
        _grade_problem(problem),
        path,
        problem.message,
        problem.pointer,
        problem.hint,
        problem.line,
        problem.column,
    )


def _grade_problem(problem: Problem) -> Severity:
    if problem.note:
        return Severity.NOTE
    return Severity.WARNING if problem.warning else Severity.ERROR


def choose_all(_folder: str, _name: str) -> bool:
    return True


def list_folders(root: Path, folder: str, chosen: FolderChoice = choose_all) -> Iterator[str]:
    """The names in a folder of models, as far as they are chosen."""
    return (name for name in files.list_names(root, folder) if chosen(folder, name))


def list_paths(
    root: Path,
    folders: Iterable[str] = tuple(layout.MODELS),
    chosen: FolderChoice = choose_all,
) -> tuple[str, ...]:
    """Every model file, by folder and name."""
    return tuple(
        f"{folder}/{name}/{file}"
        for folder in folders
        for name in list_folders(root, folder, chosen)
        for file in files.list_names(root, f"{folder}/{name}")
        if file.endswith(".json")
    )


def find_form(path: str, data: bytes) -> str:
    """The ending of the form that a file is read as: one of another ending is JSON or XML."""
    ending = PurePosixPath(path).suffix
    if ending in (JSON, *YAML, XML):
        return ending
    return XML if is_xml(data) else JSON


def read_tree(form: str, data: bytes) -> tuple[Any, tuple[Problem, ...]]:
    """The tree that JSON of the same document gives, and what is wrong with the text.

    Of XML there is a tree without what has no place in it; else None where there is a problem.
    """
    if form in YAML:
        return _read_yaml_tree(data)
    if form == XML:
        # few workspaces have XML, and its reader comes with the tables of every model
        from ..formats.oscal_xml import read_xml

        document = read_xml(data)
        return document.tree, document.problems
    return strict_json.read_json(data)


def parse_document(path: str, data: bytes) -> tuple[Document, list[Finding]]:
    """A document of JSON, YAML or XML, by the ending of its name; its folder tells its model."""
    document, findings = parse_once(path, data, _parse_document)
    return document, list(findings)


def _parse_document(path: str, data: bytes) -> tuple[Document, list[Finding]]:
    form = find_form(path, data)
    tree, problems = read_tree(form, data)
    if problems and form == JSON:
        problems = _choose_problems(data, problems)
    return _make_document(path, tree, problems)


def parse_loose(path: str, data: bytes, name: str = "") -> tuple[Document, list[Finding]]:
    """A document that says itself what it is: no folder tells its model.

    The ending of `name` tells its form, or that of the path.
    """
    document, findings = parse_document(f"document{find_form(name or path, data)}", data)
    return replace(document, path=path), [replace(item, path=path) for item in findings]


def _read_yaml_tree(data: bytes) -> tuple[Any, tuple[Problem, ...]]:
    decoded = decode_text(data)
    if decoded.problems:
        return None, decoded.problems
    tree, problems = read_yaml_tree(decoded.text, YAML_DEPTH)
    if problems:
        return None, problems
    try:
        strict_json.refuse_unwritable(tree)
    except TypeError:  # a number of more than 64 bits, or half of a surrogate pair
        return None, (
            Problem(
                "OSC010",
                "a number or a character that OSCAL has no place for",
                1,
                1,
                "put numbers that are text in quotes",
            ),
        )
    return tree, ()


def _make_document(
    path: str, tree: Any, problems: tuple[Problem, ...]
) -> tuple[Document, list[Finding]]:
    """The document that a tree is. What of it could not be read may be told beside it."""
    model = layout.find_model(path) or ""
    name = layout.document_name(path)
    if not isinstance(tree, dict):
        problems = problems or (Problem("OSC003", "the file holds no OSCAL document", 1, 1),)
        tree = None
    else:
        # outside of the model folders the file itself says what it is
        model = model or _find_model(tree)
        if model not in tree:
            problems, tree = (_report_wrong_model(model, tree),), None
    return Document(path, model, name, tree), [as_finding(path, item) for item in problems]


def _choose_problems(data: bytes, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """What is wrong with the text says more than where JSON broke on it.

    Of a text that begins as JSON only what no reader of JSON tells: a merge conflict (OSC004) and
    bytes that are no text (OSC006).
    """
    of_text = tuple(decode_text(data).problems)
    if data.lstrip()[:1] in (b"{", b"["):
        of_text = tuple(problem for problem in of_text if problem.code in ("OSC004", "OSC006"))
    return of_text or problems


def _find_model(tree: Mapping[str, Any]) -> str:
    return next((key for key in tree if key in layout.FOLDER_OF), "")


def _report_wrong_model(model: str, tree: dict[str, Any]) -> Problem:
    written = next((key for key in tree if key != "$schema"), "nothing")
    if not model:
        return Problem(
            "OSC003",
            f'"{written}" is no OSCAL model',
            1,
            1,
            f"one of: {', '.join(layout.FOLDER_OF)}",
        )
    hint = (
        f"move it to {layout.FOLDER_OF[written]}/"
        if written in layout.FOLDER_OF
        else f'the file must hold "{model}"'
    )
    return Problem(
        "OSC003", f'the file holds "{written}" where its folder asks for "{model}"', 1, 1, hint
    )


def read_document(root: Path, path: str) -> tuple[Document | None, list[Finding]]:
    """One document; None if there is no such file."""
    try:
        return parse_document(path, files.read(root, path))
    except FileNotFoundError:
        return None, []
    except files.Unreadable as error:
        return None, [Finding("OSC006", Severity.ERROR, path, f"cannot be read: {error}")]


def read_documents(
    root: Path,
    read: Callable[[str], tuple[Document | None, list[Finding]]] | None = None,
    chosen: FolderChoice = choose_all,
) -> tuple[tuple[Document, ...], list[Finding]]:
    """Every document; those that do not parse are findings and come without a tree.

    `read` has documents that were read already.
    """
    documents: list[Document] = []
    findings: list[Finding] = []
    for path in list_paths(root, chosen=chosen):
        document, problems = read(path) if read else read_document(root, path)
        findings.extend(problems)
        if document is not None:
            documents.append(document)
    findings.extend(_report_unread_folders(root, chosen))
    findings.extend(_report_strays(root, chosen))
    return tuple(documents), findings


def _report_unread_folders(root: Path, chosen: FolderChoice) -> Iterator[Finding]:
    """A link or a file where the workspace has a folder hides everything that is below it."""
    folders = [folder for folder in (*layout.MODELS, layout.SSP) if chosen(folder, "")]
    for folder in layout.MODELS:
        folders += [f"{folder}/{name}" for name in list_folders(root, folder, chosen)]
    for folder in folders:
        why = files.explain_no_folder(root, folder)
        # a file within a model folder is a stray
        is_stray = why == files.NO_FOLDER and layout.is_in_model_folder(folder)
        if why and not is_stray:
            yield Finding(
                "OSC006",
                Severity.ERROR,
                folder,
                f"cannot be read: {why}",
                hint="put a real folder in its place, or remove it",
            )


def _report_strays(root: Path, chosen: FolderChoice) -> Iterator[Finding]:
    """Anything but models in a model folder stops other OSCAL tools."""
    for folder, model in layout.MODELS.items():
        for name in list_folders(root, folder, chosen):
            yield from report_strays_of(root, f"{folder}/{name}", model)


def report_strays_of(root: Path, folder: str, model: str) -> Iterator[Finding]:
    """What is wrong with the folder of one document: nothing in it that is read, or too much."""
    inside = files.list_names(root, folder)
    if f"{model}.json" not in inside:
        yield Finding(
            "OSC009",
            Severity.ERROR,
            folder,
            f"no {model}.json here",
            hint=f"model folders hold only <name>/{model}.json; move it away",
        )
    for file in inside:
        if not file.endswith(".json"):
            message = "a file that is no model stands in a model folder"
            hint = "move it elsewhere; other OSCAL tools stop at it"
            if file.endswith(XML):
                message = f"the document is XML, and a model folder holds {model}.json alone"
                hint = "move it elsewhere: attestle reads XML where it is named or imported"
            yield Finding("OSC009", Severity.ERROR, f"{folder}/{file}", message, hint=hint)


def read_reference(referenced: ReferenceFiles, path: str) -> Document | None:
    """A document of a workspace that another one refers to; what is wrong with it is not said."""
    try:
        data = referenced.read(path)
    except (FileNotFoundError, files.Unreadable):
        return None
    if path in referenced.addresses:
        return parse_loose(path, data, referenced.find_name(path))[0]
    return parse_document(path, data)[0]


def make_href_reader(
    root: Path,
    addresses: Addresses = MappingProxyType({}),
    find_read: Callable[[str], Document | None] = lambda _: None,
) -> Any:
    """A function that fetches the document behind an href that is the same everywhere.

    It is for the resolution of profiles: their imports come out in that form. Only what is inside
    the workspace is read, and what its settings, or `addresses`, put in the place of an address;
    what `find_read` has is not read again.
    """
    cache: dict[str, Document | None] = {}
    referenced = ReferenceFiles(root, {**read_addresses(root), **addresses})
    scope = ReferenceScope(root.as_posix(), addresses=frozenset(referenced.addresses))

    def find(path: str) -> Document | None:
        if path not in cache:
            cache[path] = find_read(path) or read_reference(referenced, path)
        return cache[path]

    def fetch(href: str) -> dict[str, Any] | None:
        is_known = href.startswith(TRESTLE) or href in referenced.addresses
        document = find(href.removeprefix(TRESTLE)) if is_known else None
        if document is None or not document.tree:
            return None
        return rewrite_imports(document, scope, lambda path: find(path) is not None)

    return fetch
