"""New workspaces and new files in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from .. import data as shipped_data
from ..authoring import review_files, system_copy
from ..authoring.line_ends import keep_line_ends
from ..errors import UsageError, WorkspaceError
from ..formats import authored_schema, frontmatter, yaml12
from ..formats.install_source import InstallSource
from ..formats.text_file import decode_text
from ..lazy_dataclasses import dataclass
from ..model.frameworks import FRAMEWORKS
from ..model.system import System
from ..model.workspace import Work
from ..rules.identity_rules import walk_identities
from ..store import (
    files,
    folders,
    installation,
    layout,
    merge_driver,
    oscal_documents,
    shipped,
    system_folder,
    systems,
)
from ..store.overlay_texts import write_ignored_line
from ..store.stop_signals import hold_signals
from ..store.write_lock import lock_folder
from .clock import make_uuid
from .sound_systems import load_sound

# The settings of compliance-trestle, empty: it works on the same folder
_CONFIG = "[task]\n"
_SETTINGS = "# Settings of attestle for this workspace.\n"
# Line ends: evidence keeps its bytes where a clone turns LF into CRLF, as git for Windows does
_ATTRIBUTES = ".gitattributes"
# The example may be public: nothing in it is of a real company
_EXAMPLE_SETTINGS = """
[[accepted]]
code = "BND024"
path = "ssp/example-enclave"
reason = "The example's company and its data are invented; nothing in it is CUI or FCI."
by = "The authors of attestle"
date = 2026-11-16
"""
_IGNORED = "build/\n.trestle/attestle.lock\n.trestle/cache/\n"
# Kinds of authored files, each with a schema
_KINDS = (
    "system",
    "people",
    "engagement",
    "assessment",
    "narrative",
    "component",
    "provider",
    "evidence",
    "poam",
    "exception",
    "requirement",
    "import-map",
)


# Files that `new` adds to
_GROWING_KINDS = ("evidence", "engagement", "people")


@dataclass(frozen=True, slots=True)
class HooksAdded:
    """What `init --hooks` did.

    `kept` are files that were there with other content and stay, `unread` systems whose people
    cannot be read, `top` that of the git checkout (None outside one); `driver` says whether its
    clone knows the merge driver now.
    """

    written: tuple[str, ...]
    kept: tuple[str, ...]
    unread: tuple[str, ...]
    top: Path | None
    driver: bool


def is_made(folder: Path, *, example: bool = False) -> bool:
    """Whether there is a workspace to add to; with `example` one that has the example as it is."""
    return folders.is_made(folder) and not (
        example and files.find_changes(folder, dict(shipped.list_example_files()))
    )


def list_schemas() -> dict[str, bytes | None]:
    """The schemas of the authored files, for editors, by the path they have in a workspace."""
    return {
        f"{review_files.SCHEMAS}/{kind}.json": shipped_data.read_data(f"authored/{kind}.json")
        for kind in _KINDS
    }


def find_install_source() -> InstallSource:
    """Where this package was installed from, as far as another machine can do the same."""
    return installation.find_install_source()


def needs_source(root: Path) -> bool:
    """Whether a file is still to be written that says what workflows install."""
    sourced = review_files.list_sourced_files(_read_templates())
    return len(folders.list_taken_paths(root, sourced)) < len(sourced)


def add_hooks(root: Path, source: str, locked: Sequence[str] = ()) -> HooksAdded:
    """Add the files of the pull-request flow and the merge driver to a workspace.

    Only what is missing; nothing is overwritten. `source` is what the workflows install, `locked`
    all of it with hashes.
    """
    if not review_files.is_installable_source(source):
        raise UsageError(
            f'"{source}" is nothing that pip installs; give a requirement such as attestle==1.0 or'
            " a git+https link"
        )
    works = {name: _load_if_named(root, name) for name in systems.list_systems(root)}
    known = [work.system for work in works.values() if work]
    outputs = _build_review_files(source, known, locked)
    # one that stands in another place is in force, or would be put out of force
    if folders.list_taken_paths(root, review_files.CODEOWNERS_PLACES[1:]):
        outputs.pop(review_files.CODEOWNERS, None)
    present = {path: outputs.pop(path) for path in folders.list_taken_paths(root, outputs)}
    kept = tuple(files.find_changes(root, present))
    written = files.save(root, outputs)
    unread = tuple(name for name, work in works.items() if work is None)
    top = merge_driver.find_repository(root)
    knows_driver = merge_driver.is_top(root) and merge_driver.set_driver(root)
    return HooksAdded(written, kept, unread, top, knows_driver)


def _load_if_named(root: Path, name: str) -> Work | None:
    """The system of a folder whose name can be that of a system."""
    if not layout.SLUG.match(name):
        return None
    return systems.load_system(root, name, oscal_documents.make_href_reader(root))[0]


def _build_review_files(
    source: str, known: list[System], locked: Sequence[str]
) -> dict[str, bytes | None]:
    """Schemas, workflows, hooks and owners by path."""
    files_of_review = review_files.list_review_files(_read_templates(), source, known, locked)
    return {**list_schemas(), **files_of_review}


def _read_templates() -> dict[str, str]:
    return {
        name: shipped_data.read_data(f"templates/{name}").decode() for name in review_files.FILES
    }


def init(folder: Path, *, example: bool = False) -> tuple[str, ...]:
    """Make a workspace with everything that ships; nothing that is there already is touched.

    What an earlier run made that was stopped is taken as it is.
    """
    if folders.is_made(folder):
        raise UsageError(f"{folder} is a workspace already")
    outputs = _list_new_files(example)
    taken = folders.list_taken_paths(folder, outputs)
    differing = files.find_changes(folder, {path: outputs[path] for path in taken})
    # a repository that a host made may have these, and nothing else of ours
    foreign = [path for path in differing if path not in (".gitignore", _ATTRIBUTES)]
    if foreign:
        raise UsageError(f"{folder} has {foreign[-1]} already; choose an empty folder")
    for path in differing:
        del outputs[path]
    folders.make_folder(folder)
    return files.save(folder, outputs, lock_folder)


def _list_ignored() -> str:
    """With the words of publishers that may not be copied, should they ever be laid down."""
    licensed = (item.catalog for item in FRAMEWORKS if item.catalog and not item.has_free_texts)
    return _IGNORED + "".join(f"{write_ignored_line(name)}\n" for name in licensed)


def _list_new_files(example: bool) -> dict[str, bytes | None]:
    """Everything that a new workspace has; what marks it as one is the last."""
    outputs: dict[str, bytes | None] = {
        ".gitignore": _list_ignored().encode(),
        _ATTRIBUTES: shipped_data.read_data("templates/gitattributes"),
        "attestle.toml": _SETTINGS.encode(),
        **list_schemas(),
        **shipped.list_models(),
    }
    if example:
        outputs |= shipped.list_example_files()
        outputs[layout.SETTINGS] = f"{_SETTINGS}{_EXAMPLE_SETTINGS}".encode()
    return outputs | {f"{layout.MARKER}/config.ini": _CONFIG.encode()}


def write_new_files(
    root: Path,
    outputs: Mapping[str, bytes],
    kinds: Mapping[str, str],
    replaced: Collection[str] = (),
) -> tuple[str, ...]:
    """Write files that must not exist yet but for those `replaced`, each checked against its schema
    first.

    `kinds` names the schema of each authored one. A new one tells editors where its schema is, if
    the workspace has that.
    """
    installed = {
        kind for kind in _KINDS if files.exists(root, f"{review_files.SCHEMAS}/{kind}.json")
    }
    outputs = {
        path: keep_line_ends(files.read_current(root, path) or b"", content.decode())
        if files.exists(root, path)
        else review_files.add_schema_line(path, content, installed)
        for path, content in outputs.items()
    }
    for path, data in outputs.items():
        # an item is added to the file that there is
        is_changed = path in replaced or kinds.get(path) in _GROWING_KINDS
        if files.exists(root, path) and not is_changed:
            raise UsageError(f"{path} exists already")
        if path in kinds:
            _check_new_file(path, decode_text(data).text, kinds[path])
    return files.save(root, dict(outputs))


@dataclass(frozen=True, slots=True)
class SystemCopy:
    """What `new system --from` wrote; `unread` are files that could not be copied, and why."""

    written: tuple[str, ...]
    identities: int
    unread: tuple[tuple[str, str], ...]


def copy_system(
    root: Path,
    name: str,
    other: str,
    title: str | None = None,
    new_uuid: Callable[[], str] | None = None,
) -> SystemCopy:
    """A new system with the authored files of another one and identities of its own.

    Without a title the name is one. No document is assembled. Raises UsageError if there is
    something of that name, WorkspaceError if the other system has errors.
    """
    folder = layout.system_folder_path(layout.check_slug(name, "system"))
    if folders.list_taken_paths(root, [folder]):
        raise UsageError(f"{folder} exists already")
    system = load_sound(root, other).system
    identities = list(dict.fromkeys(uuid for uuid, _, _ in walk_identities(system)))
    content = system_folder.read_folder(root, system.name)
    copied = system_copy.copy_files(
        content.files, identities, name, title or name, new_uuid or make_uuid
    )
    outputs = {f"{folder}/{path}": data for path, data in copied.items()}
    # to read the other one takes a while, in which somebody may have made the folder
    if folders.list_taken_paths(root, [folder, *outputs]):
        raise UsageError(f"{folder} exists already")
    written = files.save(root, dict(outputs))
    return SystemCopy(written, len(identities), content.unread)


def _check_new_file(path: str, text: str, kind: str) -> None:
    yaml, first_line = text, 1
    if path.endswith(".md"):
        # front matter begins below its fence
        yaml, first_line = frontmatter.split_front_matter(text).yaml, 2
    document = yaml12.read_yaml(yaml, first_line)
    problems = document.problems or authored_schema.check_document(kind, document)
    if problems:
        reasons = "; ".join(
            item.message + (f" ({item.hint})" if item.hint else "") for item in problems
        )
        raise UsageError(f"{path} would not be valid: {reasons}; nothing was written")


def read_evidence_register(root: Path, name: str) -> str:
    """The text of a system's evidence register, empty if it has none."""
    return read_system_text(root, name, "evidence.yaml")


def read_system_text(root: Path, name: str | None, file: str) -> str:
    """The text of a file of a system, empty if there is none."""
    path = f"{layout.system_folder_path(systems.choose_system(root, name))}/{file}"
    try:
        text = decode_text(files.read(root, path))
    except FileNotFoundError:
        return ""
    except files.Unreadable as error:
        raise WorkspaceError(f"{path} cannot be read: {error}") from error
    if text.problems:
        raise WorkspaceError(
            f"{path} cannot be read",
            [oscal_documents.as_finding(path, item) for item in text.problems],
        )
    return text.text


def write_out(folder: Path, outputs: dict[str, bytes]) -> list[str]:
    """Write documents into a folder of the user's choice, each whole or not at all; their paths."""
    files.save_outside(folder, outputs)
    return [(folder / name).as_posix() for name in outputs]


def write_out_together(folder: Path, outputs: dict[str, bytes]) -> list[str]:
    """As `write_out`; what stops the command while they are put in place stops it afterwards, so
    that they are those of one run.
    """
    with hold_signals():
        return write_out(folder, outputs)
