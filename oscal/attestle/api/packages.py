"""A package for one audience: made from one state of a system, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import PackageError, UsageError, WorkspaceError
from ..handover.container import PackedFile, read_container, write_container
from ..handover.manifest import MANIFEST, README, Making, Manifest, read_manifest, write_manifest
from ..handover.recipient_words import list_folders, write_last_line
from ..lazy_dataclasses import dataclass
from ..model.audiences import EVERY, WITHHELD, Audience, PackageContents, Recipient
from ..model.derived_ids import OSCAL_VERSION
from ..model.shown_words import TextsChoice
from ..render.frame import APPROVED_AS
from ..render.registry import KINDS
from ..store import files, layout, package_files
from ..store.workspace_settings import read_oscal_version, read_texts_choice
from . import text_overlays
from .binder_processes import BinderJob, Order, make_documents
from .clock import today
from .document_versions import choose_version
from .draft_states import judge_draft, refuse_draft
from .package_contents import (
    PackageItem,
    find_findings,
    has_artifact,
    list_documents,
    list_evidence,
    list_hash_logs,
    list_oscal,
    list_records,
    list_settings,
    list_source,
    pack_print_out,
    refuse_survivors,
    sort_items,
)
from .package_heads import HeadFacts, find_marking, write_head, write_recipient_words
from .package_orders import PackageOrder, PackageProgress, PackageResult, find_audience
from .package_oscal import OF_SYSTEM, OscalFiles, add_xml, gather_oscal
from .package_states import PackedState, open_state
from .redactions import load_rules
from .rendering import SUBJECTS, SUBJECTS_OF_PACKAGES, Question, withhold
from .validation.reports import ValidationReport
from .worker_processes import count_readers

# To begin a process costs as much as one of the small documents
_FEW = 3
_OF_CROSSWALKS = ("gap", "crosswalk", "criteria")


def make_package(
    root: Path,
    name: str | None,
    order: PackageOrder,
    out: Path,
    progress: PackageProgress = PackageProgress(),
) -> PackageResult:
    """Write the package to `out`.

    Raises UsageError for what cannot be meant, WorkspaceError with all that keeps the plan from
    being final unless that is allowed.
    """
    audience, contents = find_audience(root, order)
    _refuse_order(root, audience, contents, order)
    package_files.refuse_place(out, root, is_package)
    rules = load_rules(order.rules) if order.rules else None
    progress.announce(audience, contents)
    with open_state(root, name, rules, dirty=order.dirty, licensed=order.licensed_text) as state:
        making = _Making(root, state, audience, contents, order, name)
        return making.write(out, progress)


def _refuse_order(
    root: Path, audience: Audience, contents: PackageContents, order: PackageOrder
) -> None:
    if order.rules and order.with_evidence:
        raise UsageError("--redact cannot change artifacts; leave out --with-evidence")
    if order.print_out and "packet" not in contents.kinds:
        raise UsageError(f"a print-out from SPRS goes to a prime, not to {audience.name}")
    licensed = [item.catalog for item in text_overlays.read_texts(root) if not item.is_free]
    asks = order.texts not in (None, TextsChoice.SUMMARY)
    if licensed and asks and not order.licensed_text:
        raise UsageError(
            f"the publisher's words of {', '.join(licensed)} may not be passed on without a"
            " licence; leave out --texts, or say that you have one with --licensed-text"
        )


def is_package(file: BinaryIO) -> bool:
    """Whether a file is a package by its form; what is in it is not judged."""
    try:
        entries = read_container(file)
    except PackageError:
        return False
    return bool(entries) and entries[0].path == MANIFEST


@dataclass
class _Making:
    """One package on its way."""

    root: Path
    state: PackedState
    audience: Audience
    contents: PackageContents
    order: PackageOrder
    name: str | None

    def __post_init__(self) -> None:
        self.as_of = self.order.as_of or today()
        print_out = pack_print_out(self.order.print_out) if self.order.print_out else None
        self.print_out = [print_out] if print_out else []
        discloses = frozenset(self.contents.discloses)
        self.recipient = Recipient(
            self.audience.name,
            frozenset(WITHHELD) - discloses,
            discloses,
            print_out.path if print_out else "",
        )
        question = Question(self.state.folder, self.name, self.as_of, texts=self._choose_texts())
        self.judged = question.judge()
        asked = self.order.oscal_version or self.audience.oscal_version
        self.version = choose_version(asked) if asked else read_oscal_version(self.state.folder)
        self.report: Callable[[], ValidationReport] = cache(
            lambda: find_findings(self.state.folder, self.system, self.as_of)
        )

    @property
    def system(self) -> str:
        return self.judged.work.system.name

    def _choose_texts(self) -> TextsChoice | None:
        """With a licence words are asked for, by which they are shown."""
        if self.order.texts or not self.order.licensed_text:
            return self.order.texts
        return read_texts_choice(self.state.folder) or TextsChoice.BOTH

    def write(self, out: Path, progress: PackageProgress) -> PackageResult:
        self._refuse_unread()
        is_draft = self._judge()
        oscal = self._gather_oscal()
        items = [
            *list_oscal(self.state.folder, oscal),
            *list_documents(self._make_documents(progress)),
            *list_source(self.state.folder, self.judged.work, self.audience),
            *(
                list_evidence(self.state.folder, self.judged.work)
                if self.order.with_evidence
                else ()
            ),
            *self._list_parts(),
            *self.print_out,
        ]
        facts = HeadFacts(
            self.state,
            self.audience,
            self.contents,
            self.judged,
            self.order.words,
            self.documents,
            self.report,
            is_draft=is_draft,
            is_licensed=self.order.licensed_text,
            missing=len(oscal.missing),
            losses=len(oscal.losses),
            version=self.version or OSCAL_VERSION,
        )
        refuse_survivors(items, self.state.redacted)
        head = write_head(facts)
        folders = list_folders(item.path for item in sort_items(items))
        items.append(
            PackageItem(README, Making.PACKAGE, write_recipient_words(facts, head, folders))
        )
        last_line = write_last_line(self.audience, find_marking(facts))
        return self._write_container(out, items, head, oscal, last_line, progress)

    def _gather_oscal(self) -> OscalFiles:
        # who receives the results has them as they are recorded
        holds_results = "assessment-results" in self.contents.models
        told = self.judged if holds_results else withhold(self.judged, self.recipient)
        oscal = gather_oscal(
            self.state.folder,
            told.work,
            self.contents,
            self.state.moment,
            self._holds_artifact,
            version=self.version,
            single_findings=self.audience.single_findings,
        )
        return add_xml(oscal) if self.order.xml else oscal

    def _holds_artifact(self, path: str) -> bool:
        return self.order.with_evidence and has_artifact(self.state.folder, self.system, path)

    def _refuse_unread(self) -> None:
        """Documents for people say what could not be read; data would only lack it."""
        unread = self.judged.status.unread
        if unread and set(self.contents.models) & set(OF_SYSTEM):
            raise WorkspaceError(
                f"{', '.join(unread)} cannot be read, and the OSCAL documents would lack what it"
                " says; nothing was written",
                [item for item in self.judged.read if item.is_error],
            )

    def _judge(self) -> bool:
        """Whether the plan is a draft. Raises WorkspaceError where that is not allowed."""
        kinds = [kind for kind in self._list_kinds() if kind in APPROVED_AS] or ["ssp"]
        judged, refused = self.judged, list[WorkspaceError]()
        for approval_of in dict.fromkeys(APPROVED_AS[kind] for kind in kinds):
            draft = judge_draft(
                self.state.folder, judged.work, judged.read, judged.status, approval_of
            )
            try:
                refuse_draft(judged.status, draft)
            except WorkspaceError as error:
                refused.append(error)
        if refused and not self.order.allow_findings:
            findings = tuple(dict.fromkeys(item for error in refused for item in error.findings))
            raise WorkspaceError(
                f"{refused[0]}. To pack it all the same, and have the package say so:"
                " --allow-findings",
                findings,
            )
        return bool(refused)

    def _list_kinds(self) -> list[str]:
        """Kinds that there are and that the workspace has the means for."""
        chosen = [
            kind
            for word in self.contents.kinds
            for kind in (SUBJECTS if word == EVERY else (word,))
        ]
        has_crosswalk = bool(
            files.list_names(self.state.folder, layout.FOLDER_OF["mapping-collection"])
        )
        return [
            kind
            for kind in dict.fromkeys(chosen)
            if kind in (*SUBJECTS, *SUBJECTS_OF_PACKAGES)
            and (has_crosswalk or kind not in _OF_CROSSWALKS)
        ]

    def _make_documents(self, progress: PackageProgress) -> dict[str, bytes]:
        jobs = [
            BinderJob(kind, form)
            for kind in self._list_kinds()
            for form in KINDS[kind]
            if form in self.contents.forms
        ]
        self.documents: dict[BinderJob, tuple[str, ...]] = {}
        made: dict[BinderJob, dict[str, bytes]] = {}
        progress.documents.begin(len(jobs))
        asked = Order(
            self.state.folder,
            self.system,
            self.as_of,
            None,
            self.state.revision,
            self._choose_texts(),
            self.recipient,
        )
        processes = self.order.processes or (count_readers() if len(jobs) > _FEW else 1)
        for item in make_documents(asked, jobs, self.judged, processes):
            if item.failure:
                raise WorkspaceError(
                    f"{item.job.kind} as {item.job.form} cannot be made: {item.failure.message};"
                    " nothing was written",
                    item.failure.findings,
                )
            made[item.job] = item.files
            progress.documents.advance(item)
        self.documents = {job: tuple(made[job]) for job in jobs}
        return {path: data for job in jobs for path, data in made[job].items()}

    def _list_parts(self) -> Iterator[PackageItem]:
        yield from list_records(self.contents, self.judged.status, self.report)
        if "hash-logs" in self.contents.parts:
            yield from list_hash_logs(self.state.folder, self.judged.work)
        if "settings" in self.contents.parts:
            yield from list_settings(self.state.folder)

    def _write_container(
        self,
        out: Path,
        items: Sequence[PackageItem],
        head: Mapping[str, Any],
        oscal: OscalFiles,
        last_line: str,
        progress: PackageProgress,
    ) -> PackageResult:
        ordered = sort_items(items)
        digests = [item.measure() for item in ordered]
        with_source = "paths" in self.contents.discloses
        pairs = list(zip(ordered, digests, strict=True))
        manifest = Manifest(
            head, tuple(item.list(digest, with_source=with_source) for item, digest in pairs)
        )
        written = write_manifest(manifest)
        try:
            read_manifest(written)
        except PackageError as error:
            raise UsageError(f"what the plan says of itself cannot be packed: {error}") from error
        first = PackageItem(MANIFEST, Making.PACKAGE, written)
        of_manifest = first.measure()
        packed: list[PackedFile] = [first.pack(of_manifest)]
        packed += [item.pack(digest) for item, digest in pairs]
        progress.begin_writing(sum(file.digest.size for file in packed))
        package_files.save_package(
            out, lambda file: write_container(file, packed, progress.advance_writing)
        )
        return PackageResult(
            self.audience,
            manifest,
            of_manifest.sha256,
            sum(file.digest.size for file in packed),
            oscal.missing,
            oscal.losses,
            last_line,
            self.state.redacted,
            self.state.is_behind,
        )
