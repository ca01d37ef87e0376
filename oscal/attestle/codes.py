"""Every rule code there is or was: its severity and what it is about. A code is never reused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from .findings import Finding, Severity
from .lazy_dataclasses import dataclass

E = Severity.ERROR
W = Severity.WARNING
N = Severity.NOTE


@dataclass(frozen=True, slots=True)
class RuleCode:
    """`title` completes the sentence "this is reported when ...".

    A warning or note can be accepted, an error only where it is `acceptable`: one that touches
    neither a state, score, exception nor hash, nor whether a document is valid. What rests `by_run`
    on where a run takes place comes and goes without a change of the files.
    """

    id: str
    severity: Severity
    title: str
    acceptable: bool = False
    by_run: bool = False


_ALL = (
    RuleCode("OSC001", E, "a JSON file is not strict JSON"),
    RuleCode("OSC002", E, "an OSCAL document breaks the OSCAL schema"),
    RuleCode("OSC003", E, "a file holds another model than its folder asks for"),
    RuleCode("OSC004", E, "a file has an unresolved merge conflict"),
    RuleCode("OSC005", E, "a file is a Git LFS pointer instead of its content"),
    RuleCode("OSC006", E, "a file cannot be read as text"),
    RuleCode(
        "OSC007", W, "a document states its OSCAL version in another form, or one that is not known"
    ),
    RuleCode("OSC008", E, "two objects of a document have the same uuid"),
    RuleCode("OSC009", E, "something that is no model stands in a model folder"),
    RuleCode("OSC010", E, "YAML or front matter cannot be read"),
    RuleCode("OSC011", E, "an authored file breaks its schema"),
    RuleCode("OSC012", E, "a CSV file or a file name has the wrong form"),
    RuleCode("OSC013", E, "a value is none of those that OSCAL allows at its place"),
    RuleCode("OSC014", E, "a value does not have the form that OSCAL asks for at its place"),
    RuleCode("OSC015", E, "two items of a list have the same key"),
    RuleCode("OSC016", E, "two objects of a document have the same id where it must be unique"),
    RuleCode("OSC017", E, "a key leads to nothing in its document"),
    RuleCode("OSC018", E, "an object does not meet an expectation of OSCAL"),
    RuleCode("OSC019", E, "there are too few or too many of something"),
    RuleCode("OSC020", E, "dates of a document contradict each other"),
    RuleCode("OSC021", E, "a document states what cannot be"),
    RuleCode("OSC022", E, "a day by which something is said to have happened has not come"),
    RuleCode("OSC023", E, "days of an authored file contradict each other"),
    RuleCode("OSC024", W, "a day lies in a year that can hardly be meant"),
    RuleCode("OSC025", E, "a file has a name that not every machine can hold"),
    RuleCode("OSC026", E, "requirements of a profile cannot have a file each"),
    RuleCode("OSC027", W, "a text holds a control character"),
    RuleCode("OSC028", W, "an acceptance of the settings fits no finding, or no longer holds"),
    RuleCode("OSC029", E, "XML cannot be read"),
    RuleCode("OSC030", W, "a risk is open past its deadline"),
    RuleCode("OSC031", W, "a text of a document holds a placeholder"),
    RuleCode("OSC032", W, "a description says nothing"),
    RuleCode("OSC033", N, "another OSCAL release would object to something in a document"),
    RuleCode("OSC035", E, "a document has what the form or version asked for cannot say"),
    RuleCode("REF001", E, "an unknown role or party is named"),
    RuleCode("REF002", E, "an unknown component is named"),
    RuleCode("REF003", E, "an unknown evidence item is named"),
    RuleCode("REF004", E, "an unknown provider is named"),
    RuleCode("REF005", E, "an unknown requirement, objective or criterion is named"),
    RuleCode("REF006", E, "two authored things have the same id or uuid"),
    RuleCode("REF007", E, "a link points to a back-matter resource that does not exist"),
    RuleCode("REF008", E, "a file that is needed or imported does not exist"),
    RuleCode("REF009", E, "a document names something that neither it nor what it imports defines"),
    RuleCode("REF010", E, "a picture that is named does not exist"),
    RuleCode("REF011", E, "a text inserts a parameter that does not exist"),
    RuleCode(
        "REF012", E, "a document names something that the document it builds on does not have"
    ),
    RuleCode("REF013", E, "two systems of a workspace have the same uuid or system id"),
    RuleCode("REF014", W, "the system that a document was assembled from is gone"),
    RuleCode("REF015", E, "two documents of a workspace have the same uuid"),
    RuleCode("REF016", E, "an unknown zone or end of a connection is named"),
    RuleCode(
        "CAT001", E, "two groups, controls, parts or parameters of a catalog have the same id"
    ),
    RuleCode("PRO001", E, "a profile selects a control that its source does not have"),
    RuleCode("PRO002", E, "profiles import each other"),
    RuleCode("PRO003", W, "a profile changes a control or parameter that it does not select"),
    RuleCode("PRO004", W, "a profile brings two controls or groups of the same id together"),
    RuleCode("PRO005", W, "a directive of a profile has no effect, or another than it asks for"),
    RuleCode("CMP001", E, "a component definition answers a control that its source does not have"),
    RuleCode("CMP002", W, "an answer names a product that the system does not list"),
    RuleCode("MAP001", E, "a mapping names a control that its source or target does not have"),
    RuleCode("MAP002", E, "a mapping uses a word that OSCAL or the crosswalk does not know"),
    RuleCode("MAP003", E, "the objectives or the coverage of a map are wrong"),
    RuleCode("MAP004", E, "a control is mapped and listed as unmapped"),
    RuleCode("MAP005", W, "a control is neither mapped nor listed as unmapped"),
    RuleCode("MAP006", E, "a judgement of a crosswalk cannot be checked or contradicts itself"),
    RuleCode("MAP007", E, "two maps judge the same pair"),
    RuleCode("MAP008", E, "a crosswalk and the profile made from it differ"),
    RuleCode("MAP009", W, "an objective is satisfied and the one that defines it is not"),
    RuleCode("SSP001", E, "a requirement file has text outside its sections"),
    RuleCode("SSP002", E, "a section marker cannot be understood"),
    RuleCode("SSP003", E, "a section stands twice in a file"),
    RuleCode("SSP004", E, "a field of a section is unknown or misplaced"),
    RuleCode("SSP005", E, "the value of a field cannot be understood"),
    RuleCode(
        "SSP006", E, "a section names an objective or part that the requirement does not have"
    ),
    RuleCode("SSP007", E, "a requirement file has no place in the profile"),
    RuleCode("SSP008", W, "a requirement of the profile is not answered"),
    RuleCode("SSP009", W, "an objective has no state"),
    RuleCode("SSP010", W, "a state lacks what it needs"),
    RuleCode("SSP011", W, "an implemented objective is not described"),
    RuleCode("SSP012", W, "an implemented answer speaks of the future"),
    RuleCode("SSP013", W, "an answer holds a placeholder"),
    RuleCode("SSP014", W, "an answer repeats the text of the requirement"),
    RuleCode("SSP015", W, "the same text answers several objectives"),
    RuleCode("SSP016", W, "a heading looks like a section but has no marker"),
    RuleCode("SSP017", W, "lines look like fields but are read as text"),
    RuleCode("SSP018", W, "the reference section of a file differs from the catalog"),
    RuleCode("SSP019", N, "an authored object has no uuid"),
    RuleCode("SSP020", E, "partial credit is claimed where it does not apply"),
    RuleCode("SSP021", E, "a requirement of the plan is not in the resolved profile"),
    RuleCode("SSP022", E, "a value is given to a parameter that the requirement does not have"),
    RuleCode("SSP023", W, "an answered requirement has a parameter without a value"),
    RuleCode("SSP024", W, "a plan is silent on what 3.12.4 asks for"),
    RuleCode("SSP025", E, "something is listed beside the word none"),
    RuleCode("SSP026", W, "the approval of the plan is of another version"),
    RuleCode("SSP027", W, "a state is the word of an exception"),
    RuleCode("SSP029", W, "an OSCAL plan does not answer a control of its profile"),
    RuleCode("SSP030", W, "the sensitivity of a system is below that of its information"),
    RuleCode("SSP032", W, "a text has what documents cannot show as it was meant"),
    RuleCode("SSP033", W, "a link or picture of a text leads to nothing that a document can show"),
    RuleCode("SSP034", W, "no font has a character that a PDF would print"),
    RuleCode("SSP035", W, "answers rest on rows for whole requirements"),
    RuleCode("EVD001", W, "cited evidence is not current"),
    RuleCode("EVD002", E, "a local evidence file does not exist"),
    RuleCode("EVD003", E, "an evidence file does not have its registered hash"),
    RuleCode("EVD004", W, "an implemented objective cites no evidence"),
    RuleCode("EVD005", W, "an evidence item lacks an owner or the day it was collected"),
    RuleCode("EVD006", W, "the register and the answers disagree on what an item serves"),
    RuleCode("EVD007", W, "evidence does not say what it is"),
    RuleCode("EVD008", W, "a place looks like a file of the workspace and is not read as one"),
    RuleCode("BND001", E, "a cloud provider holds CUI without FedRAMP Moderate or equivalent"),
    RuleCode("BND002", E, "an inherited or shared objective has no row in the provider's matrix"),
    RuleCode("BND003", W, "a part of the system description has no narrative or no picture"),
    RuleCode("BND004", E, "the category of an asset contradicts what is said of it"),
    RuleCode("BND005", W, "a family has no accountable owner"),
    RuleCode("BND006", W, "a row of a responsibility matrix lacks what one side does"),
    RuleCode(
        "BND007", W, "no answer takes up a part that a responsibility matrix gives to the provider"
    ),
    RuleCode("BND008", W, "a provider that matters to the scope is named by no answer"),
    RuleCode("BND009", W, "equivalence to FedRAMP Moderate is claimed without evidence"),
    RuleCode("BND010", W, "the inventory lacks what the category of an asset asks for"),
    RuleCode("BND011", W, "the category of an asset does not fit that of its component"),
    RuleCode(
        "BND012", W, "boundary, network and data flow do not show a category that the inventory has"
    ),
    RuleCode("BND013", W, "a count or name in the prose differs from the inventory"),
    RuleCode(
        "BND014", E, "a module that is not validated protects CUI where validation is claimed"
    ),
    RuleCode("BND015", W, "the certificate of a cryptographic module is historical, or may be"),
    RuleCode("BND016", W, "a provider with CUI has no asset in the scope"),
    RuleCode("BND017", W, "a vendor holds protected data and no matrix says who does what"),
    RuleCode("BND018", W, "something is called not applicable, and the inventory has such assets"),
    RuleCode("BND019", E, "an inventory is claimed and empty"),
    RuleCode("BND020", W, "a connection does not fit what else is said of its ends"),
    RuleCode("BND021", N, "nobody has decided how the plan is marked"),
    RuleCode("BND022", W, "a marking does not have the form of its scheme"),
    RuleCode("BND023", N, "nothing is recorded of where the repository of a plan lives"),
    RuleCode(
        "BND024", E, "a plan for CUI or FCI is in a public repository", acceptable=True, by_run=True
    ),
    RuleCode("BND025", W, "what is claimed stands in no list of the plan"),
    RuleCode("BND026", W, "the designation indicator does not say what it must"),
    RuleCode("BND027", W, "a component with CUI assets stands in no zone"),
    RuleCode("BND028", N, "a picture is older than a change of what it shows"),
    RuleCode("BND029", W, "a diagram and the components of the plan differ"),
    RuleCode("POA001", E, "a POA&M item may not stay open under 32 CFR 170.21"),
    RuleCode("POA002", W, "a requirement that is not met has no open item"),
    RuleCode("POA003", W, "a requirement that is met has an open poam or remediation item"),
    RuleCode("POA004", E, "an operational item lacks what makes it one"),
    RuleCode("POA005", E, "an item is complete without its date or evidence"),
    RuleCode("POA006", W, "an open item is past its scheduled completion"),
    RuleCode("POA007", W, "the engagement aims at a higher level than the profile is of"),
    RuleCode("POA008", N, "the engagement aims at a lower level than the profile is of"),
    RuleCode("SCO001", W, "there is no score, because there is no current plan"),
    RuleCode("SCO002", W, "an exception does not excuse"),
    RuleCode("SCO003", W, "the self-assessment and the stated answers contradict each other"),
    RuleCode("SCO004", W, "the self-assessment does not have one result for each objective"),
    RuleCode("SCO005", W, "a written acceptance does not carry what it is taken for"),
    RuleCode("SYN001", W, "an OSCAL document is older than the markdown it is made from"),
    RuleCode(
        "SYN002", W, "a component section differs from the component definition it was taken from"
    ),
    RuleCode("TXT001", W, "the publisher's words are asked for, and texts lack them"),
    RuleCode("TXT002", W, "a text laid beside a catalog is not the publisher's"),
    RuleCode("TXT003", E, "texts that may not be copied are not left out of version control"),
    RuleCode("TXT004", E, "the texts laid beside a catalog cannot be read"),
)
CODES: Mapping[str, RuleCode] = MappingProxyType({code.id: code for code in _ALL})
# Pictures and model of a plan agree where nothing of these is found: a part without picture or
# text, a category that none shows, an end or zone that there is not, flows that contradict their
# ends, what stands in no zone, what was drawn before a change, and nodes of a diagram that differ
PICTURE_CODES = (
    "BND003", "BND012", "BND020", "BND027", "BND028", "BND029", "REF010", "REF016",
)  # fmt: skip


def drop_words(item: Finding) -> Finding:
    """The same finding without what its message may quote: the title of its rule in its place."""
    title = CODES[item.code].title
    told = f"{title[0].upper()}{title[1:]}"
    return replace(item, message=told, hint=f"see: attestle explain {item.code}")


def is_acceptable(item: Finding) -> bool:
    """Whether somebody may answer for a finding, so that it stays and fails no run."""
    return not item.is_error or CODES[item.code].acceptable


def make_finding(
    code: str,
    path: str,
    message: str,
    *,
    pointer: str = "",
    hint: str = "",
    line: int | None = None,
    column: int | None = None,
    owner: str = "",
    severity: Severity | None = None,
) -> Finding:
    """A finding with the severity of its code, unless a part of the rule is milder or graver."""
    return Finding(
        code, severity or CODES[code].severity, path, message, pointer, hint, line, column, owner
    )
