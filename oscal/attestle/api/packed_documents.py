"""OSCAL documents of a package beside what they have to agree with: their XML, and what ships."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from ..errors import PackageError, ToolkitError
from ..formats import strict_json
from ..handover.container import read_content
from ..handover.package_proof import ProvenPackage
from ..store import layout, shipped
from ..trees import Tree
from .conversion import convert_document
from .document_versions import VersionWriter
from .package_oscal import FOLDER, list_models
from .packed_workspace import MOST_BYTES

# Packing changes where links lead; the rest decides what is asked for and what it counts
_OF_PACKING = ("metadata", "back-matter", "href", "links")
_COMPARED = ("catalog", "profile")


def compare_xml(file: BinaryIO, package: ProvenPackage) -> Iterator[str]:
    """Each document in XML says what its JSON says. Without JSON beside it, it stands alone."""
    for path in list_models(list(package.entries), ".xml"):
        twin = f"{path.removesuffix('.xml')}.json"
        if twin not in package.entries:
            continue
        try:
            content = read_content(file, package.entries[twin], MOST_BYTES)
            wanted = convert_document(content, twin, "xml", lossy=True).content
        except PackageError:
            raise
        except ToolkitError:
            continue  # told with what else is wrong in the document
        if wanted != read_content(file, package.entries[path], MOST_BYTES):
            yield f"{path} does not say what {twin} says"


def list_unlike_shipped(
    file: BinaryIO, package: ProvenPackage, documents: Sequence[str]
) -> Iterator[str]:
    """Catalogs and profiles that have the name of one that ships and say something else."""
    known = shipped.list_models()
    writer = VersionWriter(package.manifest.head["oscal_version"])
    for path in documents:
        place = path.removeprefix(f"{FOLDER}/")
        model = layout.MODELS.get(place.partition("/")[0], "")
        if place not in known or model not in _COMPARED:
            continue
        ours, _ = strict_json.read_json(known[place])
        theirs, problems = strict_json.read_json(
            read_content(file, package.entries[path], MOST_BYTES)
        )
        if problems or not isinstance(theirs, dict):
            continue  # told with what else is wrong in the document
        wanted: Tree = writer.write_older(model, ours, path)
        if _strip_packing(wanted) != _strip_packing(theirs):
            yield path


def _strip_packing(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _strip_packing(value) for key, value in tree.items() if key not in _OF_PACKING}
    if isinstance(tree, list):
        return list(map(_strip_packing, tree))
    return tree
