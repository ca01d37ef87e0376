"""The questions of `attestle start` about the SOC 2 report, as options of `new engagement`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from ..model.decisions import NOT_KNOWN
from .output import emit
from .start_questions import Questions, make_slug, read_day

REPORT_QUESTIONS = (
    "report",
    "period-start",
    "period-end",
    "report-date",
    "criteria",
    "opinion",
    "auditor",
    "in-description",
    "carve-outs",
)
_SERIES = ("security", "availability", "confidentiality", "processing-integrity", "privacy")
_TYPES = {
    "type-2": "yes, Type 2 (operated over a period)",
    "type-1": "yes, Type 1 (designed at a day)",
    "none": "no",
    NOT_KNOWN: "not known",
}
_OPINIONS = {
    "unqualified": "unqualified",
    "qualified": "qualified: except for something",
    "adverse": "adverse",
    "disclaimer": "no opinion (disclaimer)",
    "pending": "not there yet",
    NOT_KNOWN: "not known",
}
_YES = {"yes": "yes", "no": "no", NOT_KNOWN: "not known"}


@dataclass(frozen=True, slots=True)
class ReportAnswers:
    """Options of `new engagement`, and the services of the organisations left out, by name."""

    options: tuple[str, ...] = ()
    carve_outs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def ask_report(questions: Questions) -> ReportAnswers:
    """What is known of the report; nothing where nobody has one, or knows who signed it."""
    ask = questions.write
    kind = questions.choose("report", "Do you have a SOC 2 report?", _TYPES, NOT_KNOWN)
    if kind in ("none", NOT_KNOWN):
        return ReportAnswers()
    options = ["--report-type", kind, *_ask_days(questions, kind)]
    text = f"Which criteria does it cover? ({', '.join(_SERIES)}; security if nothing is said)"
    criteria = ask("criteria", text, _read_series, "security") or "security"
    # what is not known is no opinion yet: it counts for nothing
    opinion = questions.choose("opinion", "What is the auditor's opinion?", _OPINIONS, NOT_KNOWN)
    opinion = "pending" if opinion == NOT_KNOWN else opinion
    auditor = ask("auditor", "Which firm signed it?")
    if not auditor:
        emit("The report is not recorded: it is only as good as the firm that signed it.")
        return ReportAnswers()
    text = "Is the system that holds the government's information in the report's description?"
    inside = questions.choose("in-description", text, _YES, NOT_KNOWN)
    options += ["--criteria", criteria, "--opinion", opinion, "--auditor", auditor]
    options += ["--in-description" if inside == "yes" else "--not-in-description"]
    text = "Subservice organisations that it carves out? (NAME=SERVICES, with commas between)"
    pairs = dict(
        map(_split_pair, filter(None, ask("carve-outs", text, _read_carve_outs).split(",")))
    )
    for name, services in pairs.items():
        options += ["--carve-out", f"{make_slug(name)}={services}"]
    return ReportAnswers(tuple(options), MappingProxyType(pairs))


def _ask_days(questions: Questions, kind: str) -> list[str]:
    """The period, or the day; half a period is none."""
    if kind == "type-1":
        day = questions.write("report-date", "Day of the report (YYYY-MM-DD)?", read_day)
        return ["--report-date", day] if day else []
    start = questions.write("period-start", "First day of the period (YYYY-MM-DD)?", read_day)

    def read_end(word: str) -> str:
        if start and read_day(word) < start:
            raise ValueError(f"is before the first day, {start}")
        return read_day(word)

    end = questions.write("period-end", "Last day of the period (YYYY-MM-DD)?", read_end)
    return ["--period-start", start, "--period-end", end] if start and end else []


def _read_series(words: str) -> str:
    names = [make_slug(word) for word in words.split(",") if word.strip()]
    wrong = [name for name in names if name not in _SERIES]
    if wrong:
        raise ValueError(f"has what is none of: {', '.join(_SERIES)}")
    return ",".join(names)


def _read_carve_outs(words: str) -> str:
    for part in filter(str.strip, words.split(",")):
        name, services = _split_pair(part)
        if not (make_slug(name) and services):
            raise ValueError("is not NAME=SERVICES")
    return words


def _split_pair(part: str) -> tuple[str, str]:
    name, _, services = part.partition("=")
    return name.strip(), services.strip()
