"""The questions to ask an auditor and an adviser before the work begins, with what the team's own
gap analysis says beside each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ...crosswalk.control_habits import judge_known_habits
from ...crosswalk.gaps import GapReport
from ...crosswalk.project_bundles import BundledProject, bundle_projects
from ...formats.project_table import read_project_rules
from ...model.crosswalk_maps import Reuse
from ...model.engagement import Engagement
from ..document_model import DocumentModel
from ..document_parts import Chapter, TextLine
from ..inserted_parameters import insert_in_document
from .gap_wording import name_gap

_NOT_RECORDED = "not recorded (engagement.yaml)"
# Projects that an answer names
_FEW = 5
# What the name of a firm ends in, which says nothing of which firm it is
_FORMS = frozenset(("llp", "llc", "inc", "ltd", "lp", "pc", "pllc", "gmbh", "co", "corp", "the"))
_WORD = re.compile(r"[a-z0-9]+")


def build_adviser_questions(report: GapReport) -> DocumentModel:
    projects = bundle_projects(report)
    chapters = tuple(
        Chapter(
            1, f"{number}. {title}", parts=tuple(_write_topic(questions, tell(report, projects)))
        )
        for number, (title, questions, tell) in enumerate(_TOPICS, 1)
    )
    document = DocumentModel(
        title=f"Questions for auditor and adviser: {name_gap(report)}",
        notices=(f"as of {report.as_of}; ask each firm all of them, and write down who answered",),
        chapters=chapters,
    )
    return insert_in_document(document, report.baseline, report.system)


def _write_topic(questions: tuple[str, ...], facts: Iterator[str]) -> Iterator[TextLine]:
    yield from (TextLine(f"- {text}", depth=2, hang=2) for text in questions)
    yield from (TextLine(f"yours: {text}", "accent", depth=4, hang=7) for text in facts)


def _find_engagement(report: GapReport) -> Engagement:
    return report.system.engagement if report.system else Engagement()


def _tell_parties(report: GapReport, _: list[BundledProject]) -> Iterator[str]:
    made = _find_engagement(report)
    soc2, aim = made.soc2, made.cmmc
    kind = soc2.report_type.replace("-", " ") if soc2 else ""
    yield f"SOC 2 auditor: {soc2.auditor if soc2 else _NOT_RECORDED}"
    if soc2:
        end = soc2.period.end if soc2.period else soc2.as_of
        yield f"report: {kind}, {soc2.opinion}{f', to {end}' if end else ''}"
    yield f"advisers: {', '.join(made.advisers) or _NOT_RECORDED}"
    aimed = f"Level {aim.target_level}, {aim.assessment_type}" if aim else _NOT_RECORDED
    yield f"aim: {aimed}"


def _tell_conversion(report: GapReport, _: list[BundledProject]) -> Iterator[str]:
    entries = [entry for item in report.requirements for entry in item.objectives]
    counts = ", ".join(
        f"{sum(entry.reuse is grade for entry in entries)} {grade}" for grade in Reuse
    )
    yield f"{len(report.controls)} SOC 2 controls against {len(entries)} objectives: {counts}"
    yield from (f"graded down throughout: {limit.reason}" for limit in report.limits)
    soc2 = _find_engagement(report).soc2
    for item in soc2.deviations if soc2 else ():
        yield f"deviation at {item.criterion.upper()}{f' on {item.control}' if item.control else ''}"


def _tell_reuse(report: GapReport, projects: list[BundledProject]) -> Iterator[str]:
    both = sum(item.serving_both for item in projects)
    total = sum(len(item.objectives) for item in projects)
    yield f"{both} of {total} open objectives are reached by SOC 2 evidence"
    _, standings = judge_known_habits(report, read_project_rules().habits)
    if not standings:
        yield "no evidence is registered yet, so no habit shows"
    for item in standings:
        yield f"{item.habit.title}: {item.standing} ({item.because})"


def _tell_estimates(report: GapReport, projects: list[BundledProject]) -> Iterator[str]:
    ranked = sorted(projects, key=lambda item: item.serving_both - len(item.objectives))
    for item in ranked[:_FEW]:
        new = len(item.objectives) - item.serving_both
        if new:
            yield f"{item.title}: {_count_new(new, len(item.objectives))}; {item.effort}"
    if report.system and report.system.characteristics.cui_scope == "undecided":
        yield "the CUI scope is not decided"
    if report.net_new:
        yield f"{len(report.net_new)} pieces of work that no requirement carries"


def _count_new(new: int, number: int) -> str:
    if number == 1:
        return "the one open objective is for CMMC only"
    return f"{new} of {number} open objectives {'is' if new == 1 else 'are'} for CMMC only"


def _tell_independence(report: GapReport, _: list[BundledProject]) -> Iterator[str]:
    made = _find_engagement(report)
    auditor = made.soc2.auditor if made.soc2 else ""
    if not auditor or not made.advisers:
        lacking = "auditor" if not auditor else "adviser"
        yield f"nobody says who the {lacking} is (engagement.yaml), so this cannot be compared"
        return
    named = False
    for name in made.advisers:
        if _is_same_firm(name, auditor):
            named = True
            yield (
                f"ONE FIRM IS NAMED FOR BOTH: {auditor} signs the SOC 2 report, and {name} is an"
                " adviser; ask how the two are kept apart, and who else could do one of them"
            )
        elif _is_related_firm(name, auditor):
            named = True
            yield f"{auditor} and {name} may belong together: ask, and write the answer down"
    if not named:
        yield f"no adviser has the name of the auditor, {auditor}"


def _list_words(name: str) -> list[str]:
    return [word for word in _WORD.findall(name.lower()) if word not in _FORMS]


def _is_same_firm(name: str, auditor: str) -> bool:
    """Every word of the one firm's name stands in the other text, besides its legal form."""
    shorter, longer = sorted((set(_list_words(name)), set(_list_words(auditor))), key=len)
    return bool(shorter) and shorter <= longer


def _is_related_firm(name: str, auditor: str) -> bool:
    """Houses with several firms give them the first word of their name."""
    return _list_words(auditor)[:1] == _list_words(name)[:1]


Tell = Callable[[GapReport, list[BundledProject]], Iterator[str]]
_TOPICS: tuple[tuple[str, tuple[str, ...], Tell], ...] = (
    (
        "Experience with both",
        (
            "How many CMMC Level 2 assessments have you led or been through with a client, and how"
            " many of those clients had a SOC 2 report?",
            "Who of your people would work with us, and which qualification for CMMC does each"
            " hold today?",
        ),
        _tell_parties,
    ),
    (
        "From SOC 2 evidence to a gap assessment",
        (
            "How do you get from our report and our control tests to a judgement of each of the"
            " objectives, and who looks at the systems that hold CUI?",
            "What do you do where a test of our report covers other systems or another period than"
            " the assessment?",
        ),
        _tell_conversion,
    ),
    (
        "What is reusable",
        (
            "Which of our controls would you take over as they run, which with an addition, and"
            " for which is there nothing in SOC 2?",
            "Would an assessor accept the artifacts of these habits, and for which span of time?",
        ),
        _tell_reuse,
    ),
    (
        "Where clients underestimate the work",
        (
            "Where did your last clients from SOC 2 need more time or money than they had planned,"
            " and what would have shown it earlier?",
            "What would you begin with in our case, and why?",
        ),
        _tell_estimates,
    ),
    (
        "Attestation and readiness apart",
        (
            "If one firm attests and advises, which people, which approvals and which rules keep"
            " the two apart, and may it still sign the report?",
            "Who of those that help us get ready will have no part in the assessment?",
        ),
        _tell_independence,
    ),
)
