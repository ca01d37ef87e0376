"""The catalogs, profiles and example that ship with the tool, in a package or in a checkout."""

from __future__ import annotations

from pathlib import Path

from .. import data
from ..errors import InternalError
from . import files, layout

EXAMPLE = "example-enclave"
# What the example company has of SOC 2, and what its components are described by; only for
# workspaces with the example
EXAMPLE_DEFINITIONS = ("quillhaven-soc2", "keystile-identity", "stratoforge-cloud", "policy-set")
# What is assembled from the example
_EXAMPLE_MODELS = (
    "system-security-plan",
    "plan-of-action-and-milestones",
    "assessment-plan",
    "assessment-results",
)


def find_content_root() -> Path:
    """The folder that holds `catalogs/` and `profiles/`.

    Inside the wheel, or the root of the checkout.
    """
    checkout = data.HERE.parents[2]  # data.HERE is oscal/attestle/data
    for folder in (data.HERE / "content", checkout):
        if (folder / "catalogs").is_dir() and (folder / "profiles").is_dir():
            return folder
    raise InternalError("the shipped catalogs are not where they should be; install attestle again")


def list_pages() -> list[str]:
    """The pages of the documentation, such as `docs/reference/files.md`."""
    root = _find_pages_root()
    return sorted(f"docs/{path}" for path in _read_folder(root, ".") if path.endswith(".md"))


def read_page(page: str) -> str:
    """A page that `list_pages` names."""
    return files.read(_find_pages_root(), page.removeprefix("docs/")).decode()


def _find_pages_root() -> Path:
    """Inside the wheel, or the folder of the checkout."""
    shipped = data.HERE / "docs"
    return shipped if shipped.is_dir() else data.HERE.parents[2] / "docs"


def list_models() -> dict[str, bytes]:
    """Every shipped catalog, profile, mapping and component definition, by workspace path."""
    source = find_content_root()
    models: dict[str, bytes] = {}
    for folder in ("catalogs", "profiles", "mapping-collections", "component-definitions"):
        for name in files.list_names(source, folder):
            path = layout.document_path(layout.MODELS[folder], name)
            if name not in EXAMPLE_DEFINITIONS and files.exists(source, path):
                models[path] = files.read(source, path)
    return models


def list_example_files() -> dict[str, bytes]:
    """The example system: what its people wrote, and the documents assembled from it."""
    source = find_content_root()
    example = _read_folder(source, layout.system_folder_path(EXAMPLE))
    paths = [layout.document_path("component-definition", name) for name in EXAMPLE_DEFINITIONS]
    paths += [layout.document_path(model, EXAMPLE) for model in _EXAMPLE_MODELS]
    for path in paths:
        if files.exists(source, path):
            example[path] = files.read(source, path)
    return example


def _read_folder(source: Path, folder: str) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    for name in files.list_names(source, folder):
        path = name if folder == "." else f"{folder}/{name}"
        if (source / path).is_dir():
            contents |= _read_folder(source, path)
        else:
            contents[path] = files.read(source, path)
    return contents
