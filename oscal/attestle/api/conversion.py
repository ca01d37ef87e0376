"""A document of OSCAL in another form or version: JSON, YAML and XML of one document are one tree.

Nothing is lost in silence. What the form or the version cannot say is refused with its place, or
listed where the caller takes that. What was written is read again before it is handed out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ..codes import make_finding
from ..conformance.key_order import sort_keys
from ..conformance.oscal_versions import list_judges, state_version
from ..conformance.schema import check_schema
from ..conformance.version_changes import Loss, convert_version
from ..errors import InternalError, UsageError, WorkspaceError
from ..findings import Finding
from ..formats import strict_json
from ..formats.document_hrefs import is_address
from ..formats.href_rewriting import list_every_href
from ..formats.oscal_xml import read_xml
from ..formats.oscal_xml_writer import write_xml
from ..formats.oscal_yaml_writer import write_yaml_document
from ..formats.problems import Unsayable
from ..lazy_dataclasses import dataclass
from ..model.workspace import Document
from ..store import layout, oscal_documents
from ..trees import Tree
from .finding_places import locate_in

# The ending of each form, as it is written; YAML is read under another one as well
ENDINGS: Mapping[str, str] = MappingProxyType(
    {"json": oscal_documents.JSON, "yaml": oscal_documents.YAML[0], "xml": oscal_documents.XML}
)
FORMS = tuple(ENDINGS)
# What the schema says of the form of values, by the keyword of JSON Schema
_OF_VALUES = ("pattern", "enum", "minimum")
# Only markup with one of these may have what markdown has no place for: tables, some attributes,
# and elements within code. Names may have a prefix; of UTF-16 nothing can be said by its bytes
_LEFT_OUT = re.compile(
    rb"\x00|<(?:[^\s<>/:]+:)?(?:(?:code|pre)\s[^<>]*class\b|table\b"
    rb"|ol\s[^<>]*start\b|(?:pre|code)(?:\s[^<>]*)?>[^<]*<(?!/))"
)
_OTHER_WAY = "say it otherwise there, or leave it out with --lossy"


@dataclass(frozen=True, slots=True)
class Conversion:
    """The document as it was asked for, and what it has lost."""

    content: bytes
    losses: tuple[Loss, ...] = ()


def find_form(name: str, content: bytes = b"") -> str:
    """The form that a name asks for, or that the content has where it does not say."""
    ending = oscal_documents.find_form(name, content)
    return "yaml" if ending in oscal_documents.YAML else ending.removeprefix(".")


def convert_document(
    content: bytes, name: str, form: str, version: str | None = None, lossy: bool = False
) -> Conversion:
    """A document in the form asked for: json, yaml or xml. The ending of `name` tells the
    one it has.

    Raises WorkspaceError, with the place of each finding, for what is no sound OSCAL, and unless
    `lossy` for what would be lost; UsageError for a form or version that is not written.
    """
    if form not in ENDINGS:
        raise UsageError(f'"{form}" is no form of OSCAL; one of: {", ".join(FORMS)}')
    document = read_document(content, name)
    return write_document(document, content, form, version, lossy=lossy)


def read_document(content: bytes, name: str) -> Document:
    """A document that parses and has the structure of its model, by itself."""
    document, findings = oscal_documents.parse_loose(name, content)
    if document.tree is not None:
        findings += _check_structure(name, document.model, document.tree)
    if errors := [item for item in findings if item.is_error]:
        raise WorkspaceError(f"{name} cannot be converted", _locate(name, content, errors))
    return replace(document, name=layout.document_name(name))


def _check_structure(name: str, model: str, tree: object) -> list[Finding]:
    """OSC002: what has no place in its model. What form a value must have is for `validate`: it is
    carried as it is.
    """
    return [
        make_finding("OSC002", name, item.message, pointer=item.pointer, hint=item.hint)
        for item in check_schema(model, tree)
        if item.keyword not in _OF_VALUES
    ]


def write_document(
    document: Document, content: bytes, form: str, version: str | None = None, *, lossy: bool
) -> Conversion:
    """A document that was read from `content`, in another form."""
    tree, losses = _change_version(document, version)
    written, of_form = _write_tree(document.model, tree, form)
    of_form = _place_losses(of_form, document, losses)
    losses += _list_losses_of_xml(document, content) + of_form
    if losses and not lossy:
        raise WorkspaceError(
            f"{document.path} has what {_name_target(form, version)} cannot say; nothing was"
            " written",
            make_loss_findings(document.path, content, losses),
        )
    return Conversion(written, tuple(losses))


def _change_version(document: Document, version: str | None) -> tuple[Tree, list[Loss]]:
    """The tree in the order of its model, as the version asked for has it."""
    tree = sort_keys(document.model, dict(document.tree or {}))
    if not version or version == state_version(document.model, tree):
        return tree, []
    try:
        changed = convert_version(document.model, tree, version)
    except ValueError:
        known = ", ".join(list_judges())
        raise UsageError(f'"{version}" is no release of OSCAL; one of: {known}') from None
    return changed.tree, list(changed.losses)


def _list_losses_of_xml(document: Document, content: bytes) -> list[Loss]:
    """Where XML has markup of which markdown makes something else: it would not come back."""
    if oscal_documents.find_form(document.path, content) != oscal_documents.XML:
        return []
    written = write_xml(dict(document.tree or {}))
    pointers = dict.fromkeys([*(item.pointer for item in written.unsayable), *written.changed])
    losses = [Loss(item, "markup that markdown cannot say as XML does") for item in pointers]
    left_out = read_xml(content).left_out if _LEFT_OUT.search(content) else ()
    return losses + [
        Loss(item.pointer, f"{item.what}, for which markdown has no place") for item in left_out
    ]


def _write_tree(model: str, tree: Tree, form: str) -> tuple[bytes, list[Loss]]:
    """The bytes of a form, and what it cannot say."""
    if form != "xml":
        data = (strict_json.write_json if form == "json" else write_yaml_document)(tree)
        _check_written(form, data, tree)
        return data, []
    tree = {model: tree[model]}
    written = write_xml(tree)
    found = _check_written(form, written.data, tree, written.changed)
    # where something is left out, what is read differs for that alone
    return written.data, _list_unsayable(written.unsayable) or found


def _list_unsayable(items: Iterable[Unsayable]) -> list[Loss]:
    reason = "which OSCAL's markup in XML does not have"
    return [Loss(item.pointer, f"{item.what}, {reason}") for item in items]


def _place_losses(losses: list[Loss], document: Document, gone: Iterable[Loss]) -> list[Loss]:
    """Losses of markup where the document has them that was read; what is `gone` moves the rest."""
    away = tuple(f"{loss.pointer}/" for loss in gone)
    if not losses or not away:
        return losses
    before = _list_unsayable(write_xml(dict(document.tree or {})).unsayable)
    return [loss for loss in before if not f"{loss.pointer}/".startswith(away)] or losses


def _check_written(
    form: str, data: bytes, tree: Tree, changed: Mapping[str, str] = MappingProxyType({})
) -> list[Loss]:
    """Read what was written: each value must be what it was, or what it is `changed` to.

    A value that does not have the form of its data type may be read as another one.
    """
    read, problems = oscal_documents.read_tree(ENDINGS[form], data)
    if problems:
        place = f"line {problems[0].line}: {problems[0].message}"
        raise InternalError(f"what was written as {form} cannot be read: {place}")
    found = list(_find_differences(read, tree, changed, ""))
    if found and form != "xml":
        raise InternalError(f"what was written as {form} is read otherwise at {found[0]}")
    return [Loss(item, "a value that XML reads otherwise than it is written") for item in found]


def _find_differences(
    read: Any, tree: Any, changed: Mapping[str, str], pointer: str
) -> Iterator[str]:
    """The pointers at which two trees differ."""
    if read == tree:
        return
    keys = _list_shared_keys(read, tree)
    if keys is None:
        if read != changed.get(pointer, tree):
            yield pointer
        return
    for key in keys:
        yield from _find_differences(read[key], tree[key], changed, f"{pointer}/{key}")


def _list_shared_keys(one: Any, other: Any) -> Iterable[Any] | None:
    """The keys or numbers of two objects or lists that have the same, None of anything else."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() if one.keys() == other.keys() else None
    if isinstance(one, list) and isinstance(other, list):
        return range(len(one)) if len(one) == len(other) else None
    return None


def _name_target(form: str, version: str | None) -> str:
    return f"{form.upper()} of OSCAL {version}" if version else form.upper()


def make_loss_findings(path: str, content: bytes, losses: Iterable[Loss]) -> tuple[Finding, ...]:
    """OSC035: what would be lost of a document, with the lines that it has in `content`."""
    findings = [
        make_finding("OSC035", path, loss.reason, pointer=loss.pointer, hint=_OTHER_WAY)
        for loss in losses
    ]
    return _locate(path, content, findings)


def _locate(path: str, content: bytes, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with their lines."""
    return locate_in(oscal_documents.find_form(path, content), content, findings)


def count_relative_hrefs(content: bytes, name: str) -> int:
    """How many hrefs of a document lead somewhere from where it stands."""
    document, _ = oscal_documents.parse_loose(name, content)
    hrefs = {href for href, _ in list_every_href(document.tree or {})}
    return sum(not (href.startswith(("#", "/")) or is_address(href)) for href in hrefs)
