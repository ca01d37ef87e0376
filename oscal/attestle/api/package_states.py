"""The state of a workspace that a package is made from: a commit, or the files as they stand."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..errors import UsageError
from ..handover.redaction import RedactionReport, RedactionRules
from ..lazy_dataclasses import dataclass
from ..store import committed_state, layout, source_revision, systems
from ..store.evidence_files import EVIDENCE
from . import text_overlays
from .clock import now
from .redactions import redact_workspace

# What packages are made from
_TOPS = (layout.SSP, *layout.MODELS, layout.SETTINGS)
COMMITTED, UNCOMMITTED, UNVERSIONED = "committed", "uncommitted", "unversioned"


@dataclass(frozen=True, slots=True)
class PackedState:
    """The folder to read, what documents call its revision, how the manifest calls its state, the
    time of what has to be assembled anew; `beside` is how many files no commit holds, `redacted`
    what was taken out of it; `is_behind`: the files on the disk are others by now.
    """

    folder: Path
    revision: str
    state: str
    moment: str
    beside: int = 0
    redacted: RedactionReport | None = None
    is_behind: bool = False


@contextlib.contextmanager
def open_state(
    root: Path, name: str | None, rules: RedactionRules | None, *, dirty: bool, licensed: bool
) -> Iterator[PackedState]:
    """The state to pack, redacted by the `rules`; gone when the block is left.

    Raises UsageError where nothing is committed and `dirty` does not say that it need not be.
    """
    with contextlib.ExitStack() as stack:
        if dirty:
            state = _find_tree(root)
            if rules is not None:
                folder = stack.enter_context(committed_state.lay_out_tree(root))
                state = replace(state, folder=folder)
        else:
            state = _lay_out_commit(root, name, stack, licensed=licensed)
        if rules is None:
            yield state
            return
        report = redact_workspace(state.folder, systems.choose_system(state.folder, name), rules)
        yield replace(state, redacted=report)


def _find_tree(root: Path) -> PackedState:
    revision = source_revision.read_source_revision(root, _TOPS)
    if revision == source_revision.UNVERSIONED:
        return PackedState(root, revision, UNVERSIONED, now())
    changed = revision.endswith(source_revision.UNCOMMITTED)
    return PackedState(root, revision, UNCOMMITTED if changed else COMMITTED, now())


def _lay_out_commit(
    root: Path, name: str | None, stack: contextlib.ExitStack, *, licensed: bool
) -> PackedState:
    system = systems.choose_system(root, name)
    ignored = [f"{layout.system_folder_path(system)}/{EVIDENCE}"]
    ignored += [
        f"{layout.TEXTS}/{item.catalog}"
        for item in text_overlays.read_texts(root)
        if item.is_free or licensed
    ]
    try:
        laid = stack.enter_context(committed_state.lay_out_commit(root, ignored))
    except UsageError as error:
        raise UsageError(
            f"{error}; a package is made from what is committed, or with --dirty from the files as"
            " they stand"
        ) from error
    revision = committed_state.shorten_commit(laid.commit)
    now_there = source_revision.read_source_revision(root, _TOPS)
    is_behind = now_there.endswith(source_revision.UNCOMMITTED)
    return PackedState(
        laid.folder, revision, COMMITTED, laid.moment, len(laid.beside), is_behind=is_behind
    )
