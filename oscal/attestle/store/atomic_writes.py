"""Several files written whole or not at all: under temporary names first, then put in their place
by renames.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from pathlib import Path

from ..errors import UsageError
from ..lazy_dataclasses import dataclass
from .temporary_files import name_temporary, sync_folder, write_file
from .write_steps import (
    EditedError,
    FileStep,
    FileVersion,
    FolderStep,
    RemovalStep,
    identify_path,
)

_Step = FileStep | FolderStep | RemovalStep


@dataclass
class StagedWrite:
    """Files under temporary names and the renames that put them in place.

    `before` holds what was read there, which alone may be displaced.
    """

    root: Path
    before: dict[Path, FileVersion]
    _steps: list[_Step] = field(default_factory=list)
    _removals: list[_Step] = field(default_factory=list)
    # by the folder to come
    _new_folders: dict[Path, FolderStep] = field(default_factory=dict)
    # those that may be in place
    _begun: list[_Step] = field(default_factory=list)

    @property
    def changed_folders(self) -> set[Path]:
        """The folders in which a name changed."""
        return {step.target.parent for step in self._steps}

    def stage(self, target: Path, data: bytes | None) -> None:
        """A file in a folder that is not there yet comes with its folder, in one rename."""
        if data is None:
            self._removals.append(RemovalStep(target, self.before[target]))
            return
        missing = _find_missing_folder(self.root, target)
        if missing is None:
            file = FileStep(name_temporary(target.parent), target, self.before[target])
            self._steps.append(file)
            write_file(file.temporary, data, like=target)
            file.own = identify_path(file.temporary)
            return
        if missing not in self._new_folders:
            step = FolderStep(name_temporary(missing.parent), missing)
            self._new_folders[missing] = step
            self._steps.append(step)
        step = self._new_folders[missing]
        inside = target.relative_to(missing)
        temporary = step.temporary / inside
        temporary.parent.mkdir(parents=True, exist_ok=True)
        write_file(temporary, data)
        step.own[inside] = identify_path(temporary)
        sync_folder(temporary.parent)

    def apply(self, raise_if_stopped: Callable[[], None]) -> None:
        """Put everything in its place; only then what was displaced is thrown away.

        Raises EditedError if anything displaced is not what was read.
        """
        for step in (*self._steps, *self._removals):
            raise_if_stopped()
            self._begun.append(step)
            step.place()
            self._refuse_edited(step)
        # an editor that had the file open may have written to what was displaced
        for step in self._begun:
            self._refuse_edited(step)
        raise_if_stopped()
        for step in self._begun:
            step.clean()

    def _refuse_edited(self, step: _Step) -> None:
        if not step.is_sound():
            raise EditedError(step.target)

    def undo(self) -> list[str]:
        """Take everything back; the names of what resists."""
        resisting: list[_Step] = []
        for step in reversed(self._begun):
            try:
                step.take_back()
            except (OSError, EditedError):
                resisting.append(step)
        for step in (*self._steps, *self._removals):
            # what resists keeps what it displaced, under its temporary name
            if step not in resisting:
                step.clean()
        return [step.target.name for step in resisting]


def describe_edit(path: str) -> UsageError:
    """What a command says that finds a file changed since it was read."""
    return UsageError(
        f"{path} was changed by somebody else while this command ran; nothing was written,"
        " run it again"
    )


def _find_missing_folder(root: Path, target: Path) -> Path | None:
    """The topmost folder on the way to a file that is not there yet."""
    for folder in reversed(target.parents):
        if folder.is_relative_to(root) and not folder.exists():
            return folder
    return None
