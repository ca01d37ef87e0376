"""Where everything stands in a workspace."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Collection
from pathlib import Path
from types import MappingProxyType

from ..errors import UsageError
from ..formats.file_names import is_reserved, name_requirement_file
from ..formats.settings_keys import DOCUMENT_KINDS
from ..lazy_patterns import make_pattern

MARKER = ".trestle"
SSP = "ssp"
SETTINGS = "attestle.toml"
# The publisher's words, beside the catalogs and never in them
TEXTS = "texts"
# How spreadsheets are read, kept for the next time
IMPORTS = "imports"
# What imports wrote into the files of a system, beside them
WRITTEN = "imported.csv"
IGNORED = ".gitignore"
# folder of each OSCAL model -> its root key; the file is <folder>/<name>/<root key>.json
MODELS = MappingProxyType({
    "catalogs": "catalog",
    "profiles": "profile",
    "mapping-collections": "mapping-collection",
    "component-definitions": "component-definition",
    "system-security-plans": "system-security-plan",
    "assessment-plans": "assessment-plan",
    "assessment-results": "assessment-results",
    "plan-of-action-and-milestones": "plan-of-action-and-milestones",
})  # fmt: skip
# What findings of a workspace rest on: nothing else in it is read
READ_FOLDERS = (*MODELS, SSP, SETTINGS, TEXTS, IGNORED, IMPORTS)
FOLDER_OF = MappingProxyType({model: folder for folder, model in MODELS.items()})
# What names a system, component, item or document
SLUG = make_pattern(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_LONGEST_SLUG = 80


def find_root(start: Path) -> Path:
    """The workspace that holds `start`: the nearest folder upwards with `.trestle`."""
    here = Path(os.path.normpath(start.absolute()))
    for folder in (here, *here.parents):
        if (folder / MARKER).is_dir():
            return folder
    raise UsageError(
        f"{here} is in no workspace (no {MARKER} folder here or above); make one with: attestle"
        " init DIR"
    )


def document_path(model: str, name: str) -> str:
    """Path of an OSCAL document from the root."""
    return f"{FOLDER_OF[model]}/{name}/{model}.json"


def document_href(model: str, name: str) -> str:
    return f"trestle://{document_path(model, name)}"


def document_name(path: str) -> str:
    """The name of the document that a path is of.

    In <folder>/<name>/<file> the second part; of a file that stands elsewhere its own.
    """
    parts = path.split("/")
    return parts[1] if len(parts) >= 3 else Path(path).stem


def is_in_model_folder(path: str) -> bool:
    """Whether a path from the root is within a folder, and not one of the folders of the root."""
    return "/" in path


def find_model(path: str) -> str | None:
    """The model that a path must hold by its folder, None outside the model folders."""
    return MODELS.get(path.split("/", 1)[0])


def split_document_path(path: str) -> tuple[str, str] | None:
    """Model and name of a path such as <folder>/<name>/<file>, None of any other."""
    model, parts = find_model(path), path.split("/")
    return (model, parts[1]) if model and len(parts) == 3 else None


def texts_path(catalog: str) -> str:
    """Path of the publisher's words for a catalog."""
    return f"{TEXTS}/{catalog}/{TEXTS}.json"


def system_folder_path(name: str) -> str:
    return f"{SSP}/{name}"


def controls_folder_path(system: str) -> str:
    return f"{SSP}/{system}/controls"


def evidence_register_path(system: str) -> str:
    return f"{SSP}/{system}/evidence.yaml"


def written_values_path(system: str) -> str:
    """Path of the record of what imports wrote."""
    return f"{SSP}/{system}/{WRITTEN}"


def is_of_system(path: str, names: Collection[str]) -> bool:
    """Whether a path is, or is below, the folder or a document's folder of one of these systems."""
    top, _, rest = path.partition("/")
    return top in (SSP, *MODELS) and rest.partition("/")[0] in names


def requirement_file_path(system: str, family: str, label: str, control_id: str) -> str:
    return f"{SSP}/{system}/{name_requirement_file(family, label, control_id)}"


def is_requirement_file(system: str, path: str) -> bool:
    """Whether a path is `ssp/<system>/controls/<FAMILY>/<file>`."""
    parts = path.split("/")
    return len(parts) == 5 and parts[:3] == [SSP, system, "controls"]


def retired_file_path(system: str, path: str) -> str:
    """Where the file of a requirement goes that left the profile: nothing is counted there."""
    family, name = path.split("/")[-2:]
    return f"{SSP}/{system}/retired/{family}/{name}"


# What a thing cannot be called: the first word of `render` is a kind of documents if it is one
_TAKEN_WORDS = MappingProxyType({"system": DOCUMENT_KINDS})


def check_slug(name: str, what: str) -> str:
    """A name that becomes a file or folder name."""
    if is_reserved(name):
        raise UsageError(
            f'"{name}" cannot be the name of a {what}: Windows has a device of that name; use'
            " another word"
        )
    if name in _TAKEN_WORDS.get(what, ()):
        raise UsageError(
            f'"{name}" cannot be the name of a {what}: attestle render calls a document so; use'
            " another word"
        )
    if not SLUG.match(name) or len(name) > _LONGEST_SLUG:
        raise UsageError(
            f'"{name}" cannot be the name of a {what}: use lower-case words joined by "-", such as'
            f" {_suggest_slug(name)}"
        )
    return name


def _suggest_slug(name: str) -> str:
    """The same words in the form of a name, where that leaves any."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain)).lstrip("-0123456789")
    return words[:_LONGEST_SLUG].strip("-") or "example-enclave"
