"""The catalogs, profiles and example that ship with the tool: in an installed package, and in a
checkout.
"""

from __future__ import annotations

from pathlib import Path

from .. import data
from ..errors import InternalError
from . import files, layout

EXAMPLE = "example-enclave"
# what the example company has of SOC 2, and what its components are described by; only for
# workspaces with the example
EXAMPLE_DEFINITIONS = ("quillhaven-soc2", "keystile-identity", "stratoforge-cloud", "policy-set")


def find_content_root() -> Path:
    """The folder that holds `catalogs/` and `profiles/`: inside the wheel, or the root of the
    checkout.
    """
    for folder in (data.HERE / "content", data.HERE.parents[2]):
        if (folder / "catalogs").is_dir() and (folder / "profiles").is_dir():
            return folder
    raise InternalError("the shipped catalogs are not where they should be; install attestle again")


def list_models() -> dict[str, bytes]:
    """Every shipped catalog, profile, mapping and component definition, by workspace path."""
    source = find_content_root()
    found: dict[str, bytes] = {}
    for folder in ("catalogs", "profiles", "mapping-collections", "component-definitions"):
        for name in files.list_names(source, folder):
            path = f"{folder}/{name}/{layout.MODELS[folder]}.json"
            if name not in EXAMPLE_DEFINITIONS and files.exists(source, path):
                found[path] = files.read(source, path)
    return found


def list_example_files() -> dict[str, bytes]:
    """The example system: what its people wrote, and the documents assembled from it."""
    source = find_content_root()
    found = _tree(source, layout.system_folder_path(EXAMPLE))
    named = [
        (model, EXAMPLE)
        for model in (
            "system-security-plan",
            "plan-of-action-and-milestones",
            "assessment-plan",
            "assessment-results",
        )
    ]
    for model, name in [*(("component-definition", name) for name in EXAMPLE_DEFINITIONS), *named]:
        path = layout.document_path(model, name)
        if files.exists(source, path):
            found[path] = files.read(source, path)
    return found


def _tree(source: Path, folder: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name in files.list_names(source, folder):
        path = f"{folder}/{name}"
        if (source / path).is_dir():
            found |= _tree(source, path)
        else:
            found[path] = files.read(source, path)
    return found
