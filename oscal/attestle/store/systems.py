"""Reads everything under `ssp/<system>/` into the model; what is wrong becomes findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from ..errors import UsageError
from ..findings import Finding
from ..formats import settings_file
from ..formats.problems import Problem
from ..lazy_dataclasses import dataclass
from ..model.baseline import fill_baseline
from ..model.counted_names import MOST_NAMED, name_some
from ..model.objective_answers import RequirementAnswer
from ..model.workspace import Work
from ..nearest import suggest_words
from . import files, layout
from .evidence_files import list_false_pictures, list_local_files
from .kept_systems import Fetch, KeptSystem, SystemFrame
from .loader import Loader
from .requirement_files import read_answers


@dataclass(frozen=True, slots=True)
class SystemReading:
    """A system as it was read, None where it cannot be worked on, and what was found wrong.

    `missing` are by file the uuids to be filled in, by pointer or line.
    """

    work: Work | None
    findings: list[Finding]
    missing: Mapping[str, Mapping[str, str]]


def list_systems(root: Path) -> tuple[str, ...]:
    """Systems of the workspace: folders under `ssp/`."""
    return files.list_folders(root, layout.SSP)


def choose_system(root: Path, name: str | None) -> str:
    """The system meant: the one named, or the only one there is."""
    systems = list_systems(root)
    if name is not None:
        name = name.removesuffix("/").rpartition("/")[2]
    if name in systems:
        return str(name)
    if name is not None:
        raise UsageError(
            f'there is no system "{name}" under {layout.SSP}/;'
            f" {suggest_words(name, systems) or 'make one with: attestle new system NAME'}"
        )
    if len(systems) == 1:
        return systems[0]
    if not systems:
        raise UsageError("the workspace has no system yet; make one with: attestle new system NAME")
    raise UsageError(
        f"the workspace has several systems; name one of: {name_some(systems, MOST_NAMED)},"
        f" behind the command (attestle status {systems[0]}) or with --system where it has that;"
        " many commands take --all"
    )


def load_system(
    root: Path, name: str, fetch: Fetch, kept: KeptSystem | None = None
) -> tuple[Work | None, list[Finding]]:
    """Read a system and the baseline of its profile.

    Without a usable `system.md` or profile there is no Work. What is `kept` of it is not read.
    """
    reading = read_system(root, name, fetch, kept)
    return reading.work, reading.findings


def read_system(
    root: Path, name: str, fetch: Fetch, kept: KeptSystem | None = None
) -> SystemReading:
    """A system with the uuids that it lacks, which the model has already."""
    loader = Loader(root, name)
    work = _read_work(loader, fetch, kept) if _is_readable_folder(loader) else None
    return SystemReading(work, loader.findings, loader.missing.by_path)


def _read_work(loader: Loader, fetch: Fetch, kept: KeptSystem | None) -> Work | None:
    frame = kept.find_frame() if kept else None
    if frame is None:
        # an edit of an answer does without the readers of every other kind of file
        from .system_frames import read_frame

        frame = read_frame(loader, fetch)
        if kept is not None and not loader.missing.by_path:
            kept.note_frame(frame)
    else:
        loader.findings += frame.findings
    answers = _read_answers(loader, frame, kept)
    if frame.system is None or frame.baseline is None:
        return None
    system = replace(frame.system, answers=answers)
    return Work(
        system,
        fill_baseline(frame.baseline, {key: item.parameters for key, item in answers.items()}),
        list_local_files(loader.root, system),
        _read_known_tools(loader.root),
        list_false_pictures(loader.root, system),
    )


def _read_answers(
    loader: Loader, frame: SystemFrame, kept: KeptSystem | None
) -> Mapping[str, RequirementAnswer]:
    """Empty without a baseline: what a file answers is decided by its requirement."""
    if frame.baseline is None:
        return MappingProxyType({})
    return read_answers(loader, frame.baseline, frame.titles, frame.names, kept)


def _is_readable_folder(loader: Loader) -> bool:
    """Whether the folder of the system is one and holds something; notes what is wrong with it."""
    if (loader.root / loader.folder).is_symlink():
        loader.note(
            loader.folder,
            Problem(
                "OSC006",
                "a symbolic link, which is not followed",
                hint="put the real folder in its place",
            ),
        )
        return False
    is_slug = layout.SLUG.match(loader.name) is not None
    if not is_slug:
        loader.note(
            loader.folder,
            Problem(
                "OSC012",
                f'"{loader.name}" cannot be the name of a system',
                hint="rename the folder: lower-case words joined by -",
            ),
        )
    loader.note_misnamed()
    loader.note_unportable()
    if files.list_names(loader.root, loader.folder):
        return True
    make = f"make the system with: attestle new system {loader.name}; or "
    loader.note(
        f"{loader.folder}/system.md",
        Problem(
            "REF008",
            "the folder of the system is empty",
            hint=f"{make if is_slug else ''}remove the folder",
        ),
    )
    return False


def _read_known_tools(root: Path) -> tuple[str, ...]:
    """The products that the settings of the workspace name.

    What is wrong with the settings is told by whoever reads them as such.
    """
    try:
        return settings_file.read_settings(files.read(root, layout.SETTINGS))[0].known_tools
    except (FileNotFoundError, files.Unreadable):
        return ()
