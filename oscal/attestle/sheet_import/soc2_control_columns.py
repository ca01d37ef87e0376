"""The columns of a control inventory: their headings, what their cells look like, and the further
columns that add to a field.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from ..formats.cell_kinds import is_consulted
from ..formats.criteria_cells import read_criteria
from ..formats.heading_names import fold_heading
from ..formats.wanted_columns import Joined, Spellings
from ..model.words import says_no

COLUMNS: Spellings = MappingProxyType({
    "control": ("Control ID", "Control #", "Control Number", "Control No", "Control Ref", "Ref",
                "External ID", "ID", "Control Reference", "Number", "Control Key", "Control Code",
                "Code", "ref_id", "Reference ID", "Key", "Control Identifier", "Identifier",
                "Unique ID", "Ctrl ID", "Ctrl #", "Ctrl", "Ref #", "Ref No", "No.", "#",
                "Activity ID", "Control Activity ID", "Control Activity #", "Control Activity Number",
                "Internal ID", "Custom ID", "Short ID", "Slug", "Item #"),
    "description": ("Control Description", "Control Activity", "Control Statement", "Description",
                    "Control Activity Specified by the Service Organization",
                    "Controls Specified by the Service Organization",
                    "Control Specified by the Service Organization",
                    "Description of Control", "Description of Controls",
                    "Description of Control Activity", "Control Activities", "Control Language",
                    "Control Text", "Control Wording", "Control Details", "Control Narrative",
                    "What we do", "What is done", "How we do it", "Activity", "Control Activity Description",
                    "Service Organization Control", "Company Control", "Control Summary",
                    "Implementation", "Statement", "Details", "Text", "Control", "Control Name",
                    "Control Title", "Name", "Title"),
    "title": ("Control Title", "Control Name", "Name", "Title", "Control Short Name",
              "Short Name", "Control Summary", "Summary", "Control Objective", "Subject",
              "Safeguard", "Control"),
    "criteria": ("Trust Services Criteria", "TSC", "Criteria", "TSC Criteria", "SOC 2 Criteria",
                 "Criteria Reference", "TSC Ref", "Mapped Criteria", "TSC Reference",
                 "Framework Requirements", "SOC 2", "Requirements", "Common Criteria",
                 "Framework sections", "Mapped Requirements", "Requirement Key", "SOC2 ref",
                 "SOC 2 Reference", "SOC 2 TSC", "SOC 2 Requirements", "SOC 2 Mapping", "TSP",
                 "TSP Ref", "TSP Reference", "Trust Services Criteria Reference",
                 "Trust Service Criteria", "Trust Services Criterion", "Trust Principle",
                 "Trust Services Principles", "AICPA TSC", "AICPA TSC 2017", "TSC 2017",
                 "SOC 2 Type 2", "SOC 2 Section", "Sections", "Criteria Met", "Criteria #",
                 "Criteria Number", "Criterion", "Criterion ID", "Criteria ID", "Mapping",
                 "Mappings", "Framework Mapping", "Framework References", "Requirement",
                 "Requirement ID", "Requirement Code", "Linked Requirements", "Mapped to",
                 "Framework Mappings", "Compliance Mapping", "CC", "CC #"),
    "framework": ("Framework", "Framework Name", "Standard", "Regulation"),
    "controls-listed": ("Applied Controls", "Controls", "Mapped Controls", "Linked Controls",
                        "Related Controls", "Control IDs", "Control Names", "Control List",
                        "Supporting Controls", "Controls Mapped", "Controls in Place"),
    "observations": ("Observations", "Observation"),
    "owner": ("Control Owner", "Owner", "Control Owners", "Owners", "Responsible",
              "Responsible Party", "Owner Role", "Control Owner Role", "Owner Name",
              "Owner Email", "Responsible Person", "Responsible Team", "Accountable",
              "Accountable Person", "Accountable Party",
              "Department", "Team", "Assignee", "Assigned to", "Who", "Who does it", "Performer",
              "Performed by", "Process Owner", "Function", "Operator"),
    "frequency": ("Frequency", "Control Frequency", "Cadence", "Performed", "How often",
                  "Frequency of Control", "Control Cadence", "Recurrence", "Periodicity",
                  "Frequency of Operation", "Operating Frequency", "Schedule", "Occurrence",
                  "Test Frequency", "Review Frequency", "When"),
    "evidence": ("Evidence", "Evidence Collected", "Evidence Description",
                 "Artifacts", "Supporting Evidence",
                 "Evidence we keep", "Evidence Required", "Evidence Name", "Evidence Items",
                 "Evidence List", "Linked Evidence", "Artifact", "Documents", "Proof", "Evidence Link",
                 "Where the proof sits", "Where the proof is", "Where the evidence is",
                 "Where the evidence sits", "Where evidence is kept", "Where it is kept",
                 "Where to find it", "Evidence Location", "Location of Evidence",
                 "Proof of Operation", "Records", "Record kept", "Source of Evidence"),
    "tests": ("Test of Control", "Tests of Controls", "Tests of Control",
              "Test of Controls Performed by the Service Auditor",
              "Tests of Controls Performed by the Service Auditor",
              "Test Performed by the Service Auditor", "Tests Performed by the Service Auditor",
              "Tests Performed by Service Auditor", "Service Auditor's Tests",
              "Auditor's Tests", "Test Performed", "Tests Performed", "Test Procedures",
              "Test Procedure", "Testing Procedures", "Testing Performed", "Tests Applied",
              "Test Applied by the Service Auditor", "Test of Operating Effectiveness", "Tests",
              "Test of Design", "Audit Procedures", "Audit Procedure", "Audit Tests", "Audit Test",
              "Audit Testing", "Testing", "Test Notes", "Testing Notes", "Test Comments",
              "Test Description", "Test Details", "Test Steps", "Test Work", "Work Performed",
              "Auditor Notes", "Auditor's Notes", "Audit Notes", "Auditor Comments",
              "Auditor's Comments", "Audit Comments", "Tester Comments", "Test Narrative"),
    "result": ("Test Result", "Result", "Results of Tests", "Results", "Auditor Result",
               "Conclusion", "Test Results", "Results of Testing", "Result of Test",
               "Results of Test", "Testing Results", "Test Results by the Service Auditor",
               "Results of the Service Auditor's Tests", "Results of Tests of Controls",
               "Service Auditor's Results", "Auditor's Results", "Auditor's Conclusion",
               "Auditor Conclusion", "Test Conclusion", "Test Outcome", "Outcome"),
    "response": ("Management Response", "Management's Response", "Management Comment",
                 "Management Comments", "Management Action Plan", "Management's Response to Exceptions",
                 "Management's Response to Testing Exceptions", "Response of Management"),
    "status": ("Status", "Control Status", "State", "Implementation Status", "Control State",
               "Operating Status", "Current Status", "Health", "Control Health", "Ready",
               "Readiness", "Lifecycle", "Lifecycle State", "Lifecycle Status", "Implemented",
               "Implemented?", "In Place", "In Place?", "Operating", "Operating?", "Progress",
               "Control Implementation", "Review Status", "Approval Status",
               "Compliance Result", "Compliance Status"),
    "system": ("System", "Systems", "In-scope System", "In-scope Systems", "Application",
               "Applications", "Scope", "System/Application", "System or Application",
               "Applicable Systems", "Systems in Scope", "Asset", "Platform", "Tool", "Tools"),
    "topics": ("Topics", "Control Topics"),
})  # fmt: skip
REQUIRED = ("description", "criteria")
# Enough where no sheet has criteria beside descriptions
ALSO_ENOUGH = (
    ("control", "criteria"),
    ("controls-listed", "criteria"),
    ("controls-listed", "control"),
    ("control", "description"),
)
KINDS = MappingProxyType({
    "criteria": ("criteria",),
    "description": ("sentence",),
    "owner": ("mail", "role"),
    "tests": ("test-text",),
    "result": ("test-result",),
    "status": ("control-status",),
})  # fmt: skip
# Fields that a column of any heading adds to, by the cells that are of a kind
SPOKEN = MappingProxyType({"result": "told-result"})
# Rows of headings within the table
CARRIED = ("criteria",)
# Two sheets with these ids are read together
JOINS = ("control",)
# Headings of columns that hold the criteria of one category each
_CATEGORIES = (
    "security", "commoncriteria", "securitycommoncriteria", "availability", "confidentiality",
    "processingintegrity", "privacy",
)  # fmt: skip
_CRITERION = re.compile(r"(?:CC|PI|A|C|P)\d{1,2}\.\d{1,2}")
# A heading of a criterion may have a short name behind its id; below a longer one only
# a mark counts
_LONGEST_CRITERION_HEADING = 24
_LONGEST_MARK = 9
# `TSC 2`, `Additional Criteria`: a further column of criteria, but for these words
_FURTHER = re.compile(r"^(?:additional|secondary|other|supporting|related)|\d+$")
_CRITERIA_HEADINGS = frozenset(fold_heading(word) for word in ("criteria", *COLUMNS["criteria"]))
# `Exceptions noted?`: what the cells below answer stands in the heading
_ASKS_EXCEPTIONS = re.compile(
    r"\b(?:(?:number|no\.?|#|count) of )?(?:exceptions?|deviations?|findings?|issues)\b"
    r"(?: (?:noted|found|identified|count|\(?y(?:es)?/n(?:o)?\)?))*\s?\??\Z",
    re.I,
)
_ASKS_EFFECTIVE = re.compile(
    r"(?:is |was )?(?:the )?(?:control |test )?(?:operat(?:ing|ed) (?:effective(?:ly|ness)?)|effective(?:ness|ly)?|"
    r"passed|test passed|pass ?/ ?fail|pass|satisfactory)(?: \(?y(?:es)?/n(?:o)?\)?)?\s?\??\Z",
    re.I,
)
# `Tests passing`: of monitoring by a tool, which shows what fails and is no test by an auditor
_COUNTS_TESTS = re.compile(
    r"(?:automated )?(?:tests? pass(?:ing|ed)|passing tests?|passed tests?|(?:test )?pass(?:ing)? rate|"
    r"tests? (?:status|health)|(?:automated |monitoring )tests?|monitors? passing)\Z",
    re.I,
)
_COUNTS_FAILING = re.compile(r"(?:failing|failed) tests?|tests? (?:failing|failed)\Z", re.I)
_SHARE = re.compile(r"(\d+) ?(?:/|of|out of) ?(\d+)\Z|(\d+(?:\.\d+)?) ?%\Z", re.I)
_BARE = re.compile(r"(?:y(?:es)?|no?|true|false|none|nil|\d+|x|-)\Z", re.I)
# Beside the column of the status: what says more of it, each for itself
_STATUS_HEADINGS = frozenset(
    fold_heading(word) for word in COLUMNS["status"] if not word.endswith("?")
)
_TEST_HEADINGS = frozenset(fold_heading(word) for word in COLUMNS["tests"])
_DESIGN = re.compile(
    r"(?:control )?design(?: (?:status|effective(?:ness)?|adequacy|conclusion))?\??\Z", re.I
)
# What stands before a status that speaks of the design alone
DESIGN_MARK = "design: "


def join_criteria(heading: str, cell: str) -> str | None:
    """What a further column adds to the criteria: one headed by a criterion and marked, by a
    category, or like the column of criteria.
    """
    ids = read_criteria(heading, ())[1][:1]
    if ids and _CRITERION.fullmatch(ids[0]):
        if len(heading) > _LONGEST_CRITERION_HEADING and len(cell) > _LONGEST_MARK:
            return ""
        # any sign marks a control that serves the criterion, but one that says no
        return "" if says_no(cell) or is_consulted(cell) else ids[0]
    folded = fold_heading(heading)
    if folded in _CATEGORIES:
        return cell if re.search(r"\d\.\d", cell) else ""
    return cell if _FURTHER.sub("", folded) in _CRITERIA_HEADINGS else None


def join_results(heading: str, cell: str) -> str | None:
    """What a further column adds to the results of tests: an answer of yes or no, or a number,
    says with its heading what it is about.
    """
    title = " ".join(heading.split())
    if _COUNTS_FAILING.match(title):
        return f"Exception noted: {cell} failing" if re.match(r"0*[1-9]", cell.strip()) else ""
    if _ASKS_EXCEPTIONS.match(title):
        noun = "Exceptions"
    elif _ASKS_EFFECTIVE.match(title):
        noun = "Operating effectively"
    else:
        return _tell_failing(cell) if _COUNTS_TESTS.match(title) else None
    return f"{noun}: {cell}" if _BARE.match(cell) else cell


def _tell_failing(cell: str) -> str:
    """What a share of passing tests tells against a control; nothing where all of them pass."""
    share = _SHARE.match(cell.strip())
    if share is None:
        return ""
    passing, total = (float(share[3]), 100.0) if share[3] else (float(share[1]), float(share[2]))
    return f"Exception noted: {cell.strip()} of its tests pass" if passing < total else ""


def join_statuses(heading: str, cell: str) -> str | None:
    """What a further column adds to the status; one on the design says nothing of its operation."""
    title = " ".join(heading.split())
    if _DESIGN.match(title):
        return f"{DESIGN_MARK}{cell}" if cell else ""
    return cell if fold_heading(title.rstrip("?")) in _STATUS_HEADINGS else None


def join_tests(heading: str, cell: str) -> str | None:
    """What a further column adds to the tests: the test of the design beside that of operation."""
    return cell if fold_heading(heading) in _TEST_HEADINGS else None


JOINED: Joined = MappingProxyType({
    "criteria": join_criteria, "result": join_results, "status": join_statuses,
    "tests": join_tests,
})  # fmt: skip
