"""Which kinds of documents there are, and in which forms: the only place that knows both.

A kind names for each of its forms the function that builds the document. Kinds and forms are
loaded on use, because Word and spreadsheets are slow to load and most commands need neither.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from ..errors import UsageError
from ..lazy_dataclasses import dataclass
from .document_model import DocumentModel
from .frame import DocumentFrame, put_frame
from .picture_files import list_picture_files

Builder = Callable[..., DocumentModel]
Writer = Callable[[DocumentModel], bytes]

# form -> module of `forms`, whose `write` makes the bytes
FORMS: Mapping[str, str] = MappingProxyType(
    {
        "docx": "docx",
        "pdf": "pdf",
        "md": "markdown",
        "xlsx": "xlsx",
        "html": "html",
        "csv": "csv",
        "text": "text",
        "svg": "svg",
        "png": "png",
    }
)
# kind -> form -> module and function of `kinds`; the first form is the one of who asks for none
KINDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "ssp": {
            "docx": "ssp:build_plan",
            "pdf": "ssp:build_plan",
            "md": "ssp:build_plan",
            "html": "ssp:build_plan",
        },
        "poam": {
            "docx": "poam:build_poam",
            "xlsx": "poam_sheets:build_poam_sheets",
            "pdf": "poam:build_poam",
            "md": "poam:build_poam",
        },
        "crm": {
            "xlsx": "crm_sheets:build_crm_sheets",
            "docx": "crm:build_crm",
            "pdf": "crm:build_crm",
            "md": "crm:build_crm",
        },
        "evidence": {
            "xlsx": "evidence_sheets:build_evidence_sheets",
            "md": "evidence_map:build_evidence_map",
        },
        "boundary": {
            "docx": "boundary:build_boundary",
            "pdf": "boundary:build_boundary",
            "md": "boundary:build_boundary",
            "html": "boundary:build_boundary",
            "svg": "boundary:build_boundary",
            "png": "boundary:build_boundary",
        },
        "interview": {
            "docx": "interview:build_interview",
            "pdf": "interview:build_interview",
            "md": "interview:build_interview",
        },
        "sprs": {
            "docx": "sprs:build_sprs",
            "pdf": "sprs:build_sprs",
            "md": "sprs:build_sprs",
        },
        "gap": {
            "xlsx": "gap_sheets:build_gap_sheets",
            "html": "gap_page:build_gap_page",
            "pdf": "gap_page:build_gap_page",
            "md": "gap_report:build_gap_report",
            "docx": "gap_report:build_gap_report",
            "text": "gap_lines:build_gap_lines",
        },
        "crosswalk": {
            "csv": "crosswalk_sheets:build_crosswalk_table",
            "xlsx": "crosswalk_sheets:build_crosswalk_sheets",
            "md": "crosswalk_report:build_crosswalk_report",
            "docx": "crosswalk_report:build_crosswalk_report",
            "html": "crosswalk_page:build_crosswalk_page",
            "pdf": "crosswalk_page:build_crosswalk_page",
        },
        "crosswalk-comparison": {
            "xlsx": "crosswalk_comparison:build_comparison_sheets",
            "text": "crosswalk_comparison:build_comparison_lines",
        },
        "control-maps": {"text": "control_maps:build_control_maps"},
        "status": {
            "md": "status_report:build_status_report",
            "docx": "status_report:build_status_report",
            "pdf": "status_report:build_status_report",
            "text": "status_lines:build_status_lines",
        },
        "what-if": {"md": "what_if_report:build_what_if", "text": "what_if_report:build_what_if"},
        "ready": {
            "docx": "readiness_document:build_readiness",
            "xlsx": "readiness_sheets:build_readiness_sheets",
            "pdf": "readiness_document:build_readiness",
            "md": "readiness_document:build_readiness",
            "text": "readiness_lines:build_readiness_lines",
        },
        "mine": {"text": "role_week:build_role_week_lines", "md": "role_week:build_role_week"},
        "affirmation": {"md": "affirmation_statement:build_statement"},
        "compliance-changes": {
            "text": "compliance_lines:build_compliance_lines",
            "md": "compliance_lines:build_compliance_lines",
        },
        "adviser-questions": {"text": "adviser_questions:build_adviser_questions"},
        "projects": {"text": "project_lines:build_project_lines"},
        "portfolio": {
            "html": "portfolio_page:build_portfolio_page",
            "xlsx": "portfolio_sheets:build_portfolio_sheets",
            "pdf": "portfolio_page:build_portfolio_page",
            "docx": "portfolio_page:build_portfolio_page",
            "md": "portfolio_page:build_portfolio_page",
            "text": "portfolio_lines:build_portfolio_lines",
        },
        "systems": {"text": "system_lines:build_system_lines"},
        "diff": {
            "md": "diff_report:build_diff_report",
            "docx": "diff_report:build_diff_document",
            "pdf": "diff_report:build_diff_document",
            "text": "diff_lines:build_diff_lines",
        },
        "diff-brief": {
            "md": "diff_brief:build_diff_brief",
            "text": "diff_brief:build_diff_brief",
        },
        "package-diff": {
            "xlsx": "package_diff:build_package_diff",
            "docx": "package_diff:build_package_diff",
            "md": "package_diff:build_package_diff",
            "text": "package_diff:build_package_diff_lines",
        },
        "findings": {"md": "findings_page:build_findings_page"},
        "packet": {"docx": "packet:build_packet", "pdf": "packet:build_packet"},
        "criteria": {
            "xlsx": "criteria:build_criteria_sheets",
            "docx": "criteria:build_criteria",
            "pdf": "criteria:build_criteria",
        },
        "objectives": {"xlsx": "objective_sheet:build_objective_sheet"},
        "all": {"html": "binder_index:build_binder_index"},
        "site": {"html": "site_overview:build_overview"},
    }
)
# Forms whose pictures are files beside them
WITHOUT_PICTURES = ("md",)
# Forms that hold the drawings of a document and nothing else, each in a file of its own
DRAWN = ("svg", "png")
# The documents of a system in one folder; as a kind of its own it is the page that lists them
BINDER = "all"
# The pages of a system in one folder; as a document of its own it is the first of them
SITE = "site"
# The forms that people read: data for programs goes into a binder only where it is asked for
BINDER_FORMS = ("pdf", "docx", "xlsx", "html", "md")
# Lines for a terminal are printed, never written to a file.
PRINTED = "text"


def list_forms(kind: str) -> tuple[str, ...]:
    """The forms of a kind that are files."""
    return tuple(form for form in KINDS[kind] if form != PRINTED)


def check_forms(kind: str, forms: tuple[str, ...]) -> None:
    """Raises UsageError for a form that is no file of this kind, with those that are."""
    known = list_forms(kind)
    for form in forms:
        if form not in known:
            raise UsageError(f'"{kind}" does not come as {form}; it comes as {", ".join(known)}')


def find_builder(kind: str, form: str) -> Builder:
    module, _, name = KINDS[kind][form].partition(":")
    builder: Builder = getattr(importlib.import_module(f".kinds.{module}", __package__), name)
    return builder


def find_writer(form: str) -> Writer:
    writer: Writer = importlib.import_module(f".forms.{FORMS[form]}", __package__).write
    return writer


def build_document(
    kind: str, form: str, value: object, frame: DocumentFrame | None = None
) -> DocumentModel:
    """A document of the value that the kind is made from, in its frame."""
    document = find_builder(kind, form)(value)
    return put_frame(document, frame) if frame else document


@dataclass(frozen=True, slots=True)
class FilePlace:
    """Name of a document's file, and of the folder beside it for pictures that the form does not
    hold itself. `home` is the workspace path of the folder that both go to, None where that is not
    in the workspace.
    """

    name: str
    pictures: str
    home: str | None = None


def render_files(
    kind: str, form: str, value: object, place: FilePlace, frame: DocumentFrame | None = None
) -> dict[str, bytes]:
    """A document in its frame, and the pictures beside it, by path from the folder they go to."""
    document = build_document(kind, form, value, frame)
    if form in DRAWN:
        return {_name_drawing(place.name, name): data for name, data in _draw(form, document)}
    if form not in WITHOUT_PICTURES:
        return {place.name: find_writer(form)(document)}
    document = replace(document, picture_folder=place.pictures, home=place.home)
    return {place.name: find_writer(form)(document), **list_picture_files(document)}


def _draw(form: str, document: DocumentModel) -> tuple[tuple[str, bytes], ...]:
    module = importlib.import_module(f".forms.{FORMS[form]}", __package__)
    files: tuple[tuple[str, bytes], ...] = module.write_files(document)
    return files


def _name_drawing(name: str, drawing: str) -> str:
    """`system-boundary.svg` as `system-network.svg`: a drawing has the name of what it shows."""
    stem, _, form = name.rpartition(".")
    return f"{stem}-{drawing}.{form}" if drawing else name


def render_document(
    kind: str, form: str, value: object, frame: DocumentFrame | None = None
) -> bytes:
    """The bytes of that document."""
    return find_writer(form)(build_document(kind, form, value, frame))
