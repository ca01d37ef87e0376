"""The functions of a Python program, one for each thing that a command does; `attestle` re-exports
them. They print nothing and load what they need when they are called.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError

if TYPE_CHECKING:
    import datetime as dt

    from ..assess.changes import Compared
    from ..assess.readiness_judgement import ReadinessReport
    from ..assess.system_status import Status
    from ..crosswalk.gaps import GapReport
    from ..findings import Finding
    from ..handover.signatures import SignatureQuestion
    from ..model.workspace import Work
    from .assembled_change import AssembledChange
    from .conversion import Conversion
    from .package_orders import PackageOrder, PackageResult
    from .plan_imports import ImportedPlan
    from .poam_items import PoamList
    from .sheet_imports import ImportChoices, ImportResult
    from .verification import VerificationReport

Place = str | os.PathLike[str]


def init(folder: Place, *, example: bool = False) -> tuple[str, ...]:
    """Make a workspace with everything that ships, with `example` also the example system.

    Returns the paths that were written. Raises UsageError where a workspace, or a file of another
    content, is there already.
    """
    from .workspace_setup import init as make_workspace

    return make_workspace(Path(folder), example=example)


def generate(root: Place, name: str | None = None, *, check: bool = False) -> tuple[str, ...]:
    """Write the requirement files and sections that a system lacks, and refresh the catalog's part
    of the others; no text of an author changes.

    Returns the paths that change; with `check` nothing is written. Raises UsageError for a system
    that there is not, WorkspaceError where its files cannot be worked on.
    """
    from .requirement_refresh import generate as refresh

    return refresh(Path(root), name, check=check)


def load_work(root: Place, name: str | None = None) -> tuple[Work, tuple[Finding, ...]]:
    """Read one system with the baseline that it answers.

    Returns the system and what is wrong in its files. `name` may be left out where there is one
    system. Raises UsageError for a system that there is not, WorkspaceError, with the findings,
    where nothing is usable.
    """
    from .sound_systems import load_work as load

    return load(Path(root), name)


def validate(
    target: Place | bytes,
    paths: tuple[str, ...] = (),
    *,
    as_of: dt.date | None = None,
    upgrade_check: str = "",
) -> tuple[Finding, ...]:
    """Find everything that is wrong in a workspace, in parts of it, in any file or folder, or in
    the bytes of one document (JSON, YAML or XML).

    `paths` are files and folders of the workspace `target`, from its root; `as_of` is the day of
    the judgement, today if it is left out. With `upgrade_check` there are notes of what that OSCAL
    release would object to. Returns findings in order, complete and located: nothing is left out by
    settings, written or kept. What is wrong with a file is a finding and no exception. Raises
    UsageError where there is no such file or folder, or no such release.
    """
    from .validation.reports import validate as find

    return find(target, paths, as_of=as_of, upgrade_check=upgrade_check)


def fix(root: Place, *, paths: Sequence[str] = ()) -> tuple[str, ...]:
    """Repair what cannot change meaning in the authored files, of every system or only in `paths`.

    Returns the paths that were written. Raises InternalError where one cannot be.
    """
    from .validation.file_repairs import repair_files

    return repair_files(Path(root), paths=tuple(paths))


def assemble(
    root: Place, name: str | None = None, *, check: bool = False, stamp: str | None = None
) -> AssembledChange:
    """Write the four OSCAL documents of a system, the uuids that its files lack and the words of
    its fields as the tool has them.

    `stamp` is the date-time of what changes, now if it is left out; with `check` nothing is
    written. Returns what changed and what of other tools was kept or lost. Raises UsageError
    for a system that there is not, WorkspaceError, with the findings, where an error makes
    the meaning doubtful.
    """
    from .assembly import assemble as write_documents

    return write_documents(Path(root), name, check=check, stamp=stamp)


def status(root: Place, name: str | None = None, *, as_of: dt.date | None = None) -> Status:
    """Judge a system on a day: ratings, both scores, what blocks.

    Returns the judgement: `scores.implemented` and `scores.assessor_ready` are None for a framework
    without scores, `unread` names files whose answers are missing from it. Raises UsageError for a
    system that there is not, WorkspaceError where nothing is usable.
    """
    from .statuses import judge_status

    return judge_status(Path(root), name, as_of)[0]


def gap(
    root: Place,
    name: str | None = None,
    *,
    profile: str | None = None,
    sets: Sequence[str] = (),
    as_of: dt.date | None = None,
) -> GapReport:
    """Analyse what SOC 2 controls give for each objective of a system, or of a `profile` alone.

    `sets` names the component definitions whose controls count, all if there is none. Raises
    UsageError without a crosswalk and for names that there are not, WorkspaceError where nothing is
    usable.
    """
    from .gap_reports import report_gap

    return report_gap(Path(root), name, profile=profile, sets=tuple(sets), as_of=as_of)


def diff(
    root: Place,
    before: str,
    after: str | None = None,
    *,
    name: str | None = None,
    as_of: dt.date | None = None,
) -> tuple[Compared, ...]:
    """Compare each system, or the one of that name, in two git revisions, both judged on one day.

    Without `after` the files as they are now. Raises UsageError for a revision or system that there
    is not.
    """
    from ..store.revisions import WORKING_TREE
    from .comparison import compare_revisions

    later = WORKING_TREE if after is None else after
    return compare_revisions(Path(root), before, later, system=name, as_of=as_of)


def poam(root: Place, name: str | None = None, *, as_of: dt.date | None = None) -> PoamList:
    """List the plan of action: every item, and the unmet requirements that no open item covers.

    Raises UsageError for a system that there is not, WorkspaceError where its files have errors.
    """
    from .poam_items import list_items

    return list_items(Path(root), name, as_of)


def ready(root: Place, name: str | None = None, *, as_of: dt.date | None = None) -> ReadinessReport:
    """Judge each point at which a lead assessor would stop.

    Raises UsageError for a system that there is not, WorkspaceError where nothing is usable.
    """
    from .readiness_reports import judge_ready

    return judge_ready(Path(root), name, as_of)


def render(
    root: Place,
    kind: str,
    name: str | None = None,
    forms: Sequence[str] = (),
    *,
    as_of: dt.date | None = None,
    final: bool = False,
    revision: str | None = None,
    out: Place | None = None,
) -> Mapping[str, bytes]:
    """Make a document, such as `ssp`, in the `forms` asked for, or in the first of its kind.

    Returns the files by name; nothing is written. Those of a `site` are all of its pages, by path.
    `out` is the folder they will go to: links of markdown to files of the workspace start there.
    `revision` is read from git if it is left out.
    Raises UsageError for a kind or form that there is not; WorkspaceError where nothing is usable
    and, with `final`, with all that keeps the document from being final.
    """
    from ..render.registry import SITE, check_forms
    from .rendering import render as make_document

    if kind == SITE:
        from .sites import render_site

        check_forms(SITE, tuple(forms))
        site = render_site(Path(root), name, as_of=as_of, final=final, revision=revision)
        return site.files
    folder = None if out is None else Path(out)
    return make_document(
        Path(root),
        kind,
        name,
        tuple(forms),
        as_of=as_of,
        final=final,
        revision=revision,
        out=folder,
    )


def package(
    root: Place, order: PackageOrder | str, out: Place, name: str | None = None
) -> PackageResult:
    """Write a package of the committed state to the file `out`.

    `order` is an audience, such as `c3pao`, or a PackageOrder with all that can be asked for.
    Returns the manifest, and the SHA-256 of its bytes, which is what is signed. Raises UsageError
    for what cannot be meant, WorkspaceError with all that keeps the plan from being final unless
    the order allows it.
    """
    from .package_orders import PackageOrder
    from .packages import make_package

    asked = PackageOrder(order) if isinstance(order, str) else order
    return make_package(Path(root), name, asked, Path(out))


def verify(file: Place, question: SignatureQuestion | None = None) -> VerificationReport:
    """Check a package with nothing but the file; `question` says which signatures count.

    Returns `is_verified`, and `problems` that say why not. Raises UsageError for what is no file,
    and for keys that cannot be used.
    """
    from .verification import verify_package

    return verify_package(Path(file), question)


def convert(
    content: bytes, name: str, form: str, *, version: str | None = None, lossy: bool = False
) -> Conversion:
    """Write an OSCAL document in another form: json, yaml or xml. The ending of `name` tells the
    one that `content` has.

    Returns the bytes, and with `lossy` what they have lost. Raises UsageError for a form or version
    that is not written; WorkspaceError, with the place of each finding, for what is no sound OSCAL,
    and unless `lossy` for what would be lost.
    """
    from .conversion import convert_document

    return convert_document(content, name, form, version, lossy)


def resolve(file: Place) -> tuple[bytes, tuple[Finding, ...]]:
    """Resolve the OSCAL profile in a file to a catalog.

    Read is what is in the workspace that holds the file, else in its own folder. Returns the
    catalog as JSON and what is odd in it. Raises UsageError where there is no such file,
    WorkspaceError where it does not resolve.
    """
    from .profile_files import resolve_file

    return resolve_file(Path(file))


def import_sheet(
    root: Place, kind: str, file: Place, choices: ImportChoices | None = None
) -> ImportResult:
    """Take a spreadsheet in (CSV or xlsx): controls, states, evidence, inventory, matrix, poam or
    people.

    `choices` says what it goes into, with `dry_run` nothing is written. Returns what was made of
    how many rows, and a finding for each that could not be placed. Raises UsageError for a kind, a
    file or a system that there is not, WorkspaceError where the files of the system have errors.
    """
    from .sheet_imports import IMPORTS, SourceFile, read_outside
    from .sheet_imports import import_sheet as take_in

    if kind not in IMPORTS:
        raise UsageError(f'there is no import of "{kind}"; there are {", ".join(IMPORTS)}')
    source = SourceFile(Path(file).name, read_outside(Path(file)))
    return take_in(Path(root), kind, source, choices)


def import_ssp(
    root: Place, name: str, file: Place, profile: str | None = None, *, check: bool = False
) -> ImportedPlan:
    """Take the OSCAL System Security Plan of any tool in as the files of a new system `name`.

    `profile` is the one of the workspace that it answers, found by what the plan imports if it is
    left out; with `check` nothing is written. Returns what was written and what has no place in the
    files. Raises UsageError where there is such a system, WorkspaceError for what is no sound plan.
    """
    from .plan_imports import import_ssp as take_in
    from .sheet_imports import read_outside

    place = Path(file)
    return take_in(Path(root), name, place.name, read_outside(place), profile, check=check)
