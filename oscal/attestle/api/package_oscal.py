"""The OSCAL documents of a package: those that its audience receives, all that they build on, and
the profile resolved. Hrefs are relative and lead to files of the package.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from ..assembly.single_findings import join_findings
from ..errors import WorkspaceError
from ..formats import strict_json
from ..formats.document_hrefs import TRESTLE
from ..formats.href_rewriting import rewrite_hrefs, write_relative_href
from ..lazy_dataclasses import dataclass
from ..model.audiences import PackageContents
from ..model.workspace import Document, Work
from ..store import evidence_files, files, layout, oscal_documents
from ..store.workspace_settings import read_addresses
from .assembled_outputs import build_outputs
from .catalog_lookup import resolve_catalog
from .conversion import convert_document
from .document_versions import VersionWriter
from .portable_documents import DocumentGathering

FOLDER = "oscal"
EVIDENCE = "evidence"
# In place of a file that stays where it is: an address that nobody can take for a place
NOT_INSIDE = "urn:attestle:not-in-package:"
RESOLVED = "resolved-profiles"
OF_SYSTEM = (
    "system-security-plan",
    "plan-of-action-and-milestones",
    "assessment-plan",
    "assessment-results",
)


@dataclass(frozen=True, slots=True)
class OscalFiles:
    """Bytes by path in the package, what each is made from, what the documents name that is not
    there, and what the version or form asked for cannot carry.
    """

    files: Mapping[str, bytes]
    origins: Mapping[str, str]
    missing: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()


def gather_oscal(
    root: Path,
    work: Work,
    contents: PackageContents,
    moment: str,
    holds_artifact: Callable[[str], bool] = lambda path: False,
    *,
    version: str = "",
    single_findings: bool = False,
) -> OscalFiles:
    """In `version`, where one is asked for; with `single_findings` an item has one and no more.
    `moment` dates what has to be assembled anew; `holds_artifact` says whether a path below the
    folder of artifacts goes along. Raises WorkspaceError for an href that leads out of the
    workspace.
    """
    name = work.system.name

    def find_apart(path: str) -> str | None:
        folder = f"{layout.system_folder_path(name)}/{evidence_files.EVIDENCE}"
        if not path.startswith(f"{folder}/"):
            return None
        inside = path.removeprefix(f"{folder}/")
        if holds_artifact(inside):
            return f"../{EVIDENCE}/{unicodedata.normalize('NFC', inside)}"
        return f"{NOT_INSIDE}{quote(inside)}"

    writer = VersionWriter(version)
    gathering = DocumentGathering(root, read_addresses(root), writer, find_apart)
    own = list(_build_own(root, work, contents, moment))
    if single_findings:
        own = list(map(_join_findings, own))
    gathering.add_documents([*own, *_read_others(root, work, contents)])
    # what others wrote is only lowered to the version asked for
    gathering.own = frozenset(item.path for item in own)
    if gathering.refused:
        raise WorkspaceError("the documents cannot be packed", gathering.refused)
    outputs = gathering.write_outputs()
    if "resolved-profile" in contents.parts:
        outputs |= _resolve_profile(root, work, writer)
    places = {f"{FOLDER}/{path}": data for path, data in outputs.items()}
    origins = {place: place.removeprefix(f"{FOLDER}/") for place in places}
    return OscalFiles(places, origins, tuple(sorted(gathering.missing)), tuple(writer.losses))


def _build_own(
    root: Path, work: Work, contents: PackageContents, moment: str
) -> Iterator[Document]:
    """The documents of the system, as its files make them."""
    if not set(contents.models) & set(OF_SYSTEM):
        return
    for path, (model, tree) in build_outputs(root, work, moment).trees.items():
        if model in contents.models:
            yield Document(path, model, work.system.name, tree)


def _join_findings(document: Document) -> Document:
    if document.model != "plan-of-action-and-milestones" or not document.tree:
        return document
    return replace(document, tree=join_findings(dict(document.tree)))


def _read_others(root: Path, work: Work, contents: PackageContents) -> Iterator[Document]:
    """Crosswalks, and the component definitions that components were taken from."""
    used = {item.definition for item in work.system.components}
    for model, is_used in (
        ("profile", lambda name: name == work.baseline.profile),
        ("mapping-collection", lambda name: True),
        ("component-definition", lambda name: name in used),
    ):
        if model not in contents.models:
            continue
        for name in filter(is_used, files.list_names(root, layout.FOLDER_OF[model])):
            document, _ = oscal_documents.read_document(root, layout.document_path(model, name))
            if document is not None and document.tree:
                yield document


def _resolve_profile(root: Path, work: Work, writer: VersionWriter) -> dict[str, bytes]:
    """The catalog that the profile resolves to; its links lead to the profiles in the package."""
    name = work.baseline.profile
    path = f"{RESOLVED}/{name}/catalog.json"
    tree = json.loads(resolve_catalog(root, name)[0])

    def rewrite(href: str, _: str) -> str:
        if not href.startswith(TRESTLE):
            return href
        return write_relative_href(href.removeprefix(TRESTLE), path, href)

    lowered = writer.write_older("catalog", rewrite_hrefs(tree, rewrite), path)
    return {path: strict_json.write_json(lowered)}


def add_xml(found: OscalFiles) -> OscalFiles:
    """The same documents as XML beside each, by its name; their links lead to the JSON."""
    files_made, origins = dict(found.files), dict(found.origins)
    losses = list(found.losses)
    for path in list_models(list(found.files)):
        converted = convert_document(found.files[path], path, "xml", lossy=True)
        place = f"{path.removesuffix('.json')}.xml"
        files_made[place], origins[place] = converted.content, found.origins[path]
        losses += [f"{place}: {loss.pointer} {loss.reason}" for loss in converted.losses]
    return OscalFiles(files_made, origins, found.missing, tuple(losses))


def list_models(paths: Sequence[str], ending: str = ".json") -> tuple[str, ...]:
    """The OSCAL documents among paths of a package."""
    return tuple(
        path
        for path in paths
        if path.startswith(f"{FOLDER}/")
        and path.endswith(ending)
        and path.split("/")[1] in (*layout.MODELS, RESOLVED)
    )
