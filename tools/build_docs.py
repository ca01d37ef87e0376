"""Builds docs/rules.md from the rule codes and their explanations, docs/reference/files.md from the
schemas of the authored files, docs/reference/words.md from the table of words,
docs/reference/python.md from the functions of the library, and the tables of
docs/reference/settings.md from the keys.

python tools/build_docs.py [--check]
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "oscal"))

from attestle.codes import CODES, RuleCode
from attestle.model import words
from attestle.model.vocabulary import Vocabulary
from build_authored import tidy
from content.authored.models import FILES, Authored
from generated import main
from python_page import python_page
from settings_tables import fill_page

EXPLAIN = ROOT / "oscal/attestle/data/explain"
EXAMPLE = ROOT / "tests/cases/_base/ssp/demo"
SETTINGS_PAGE = ROOT / "docs/reference/settings.md"
Tree = dict[str, Any]

GROUPS = {
    "OSC": (
        "Files and the OSCAL schema",
        "Whether a file can be read at all, and has the form that its kind asks for.",
    ),
    "REF": ("References", "Whether what one place names is there in the other."),
    "CAT": ("Catalogs", "The requirements themselves."),
    "PRO": ("Profiles", "The selection of requirements that a system answers."),
    "MAP": (
        "Mappings",
        "Whether a crosswalk names what exists, in legal words, and can be checked.",
    ),
    "CMP": ("Component definitions", "What a product says it does for the requirements."),
    "SSP": (
        "Requirement files and the plan",
        "The form of the markdown, and whether the answers are complete and honest.",
    ),
    "EVD": ("Evidence", "Whether evidence exists, is current and is what it claims to be."),
    "BND": (
        "Boundary, providers and assets",
        "What is inside the assessment scope, and who answers for it.",
    ),
    "POA": (
        "Plan of action",
        "Whether the plan of action agrees with the answers and with what may stay open.",
    ),
    "SCO": ("Score and self-assessment", "Whether there can be a score, and what carries it."),
    "SYN": (
        "Markdown and documents",
        "Whether the OSCAL documents are made from the markdown as it is.",
    ),
    "TXT": (
        "The publisher's words",
        "Whether the words laid beside a catalog are the publisher's, and stay where they may be.",
    ),
}

RULES_HEAD = """\
# Rules

What `attestle validate` reports. An error fails the run; a warning is something to look at, and fails it with `--fail-on warning`; a
note asks for nothing and never fails a run. Warnings and notes can be accepted in `attestle.toml`, an error only where its text says so.
`attestle explain CODE` prints the text below on the terminal. A code always means the same and is never used
again.

This page is built by `tools/build_docs.py` from `oscal/attestle/codes.py` and `oscal/attestle/data/explain/`.
"""


def rules_page() -> str:
    parts = [RULES_HEAD]
    for prefix, (title, _) in GROUPS.items():
        codes = [code for code in CODES.values() if code.id.startswith(prefix)]
        parts.append(
            f"- [{prefix}](#{anchor(f'{prefix}: {title}')}) {title}: {len(codes)}"
            f" {'rule' if len(codes) == 1 else 'rules'}"
        )
    left = [code.id for code in CODES.values() if code.id[:3] not in GROUPS]
    if left:
        raise SystemExit(f"no group for {', '.join(left)}")
    return "\n".join(parts) + "\n" + "".join(group(prefix) for prefix in GROUPS)


def group(prefix: str) -> str:
    title, about = GROUPS[prefix]
    codes = [code for code in CODES.values() if code.id.startswith(prefix)]
    rows = "".join(
        f"| [{code.id}](#{anchor(heading(code))}) | {code.severity.value} | {code.title} |\n"
        for code in codes
    )
    table = f"| code | severity | reported when |\n|---|---|---|\n{rows}"
    return f"\n## {prefix}: {title}\n\n{about}\n\n{table}" + "".join(
        f"\n{page(code)}" for code in codes
    )


def heading(code: RuleCode) -> str:
    return f"{code.id}: {code.title[0].upper()}{code.title[1:]}"


def page(code: RuleCode) -> str:
    """The explanation with its headings two levels lower; what stands in fences is left alone."""
    text = (EXPLAIN / f"{code.id}.md").read_text(encoding="utf-8")
    pieces = re.split(r"(^```.*?^```$)", text, flags=re.M | re.S)
    return "".join(
        (
            piece
            if piece.startswith("```")
            else re.sub(r"^# ", "### ", re.sub(r"^## ", "#### ", piece, flags=re.M), flags=re.M)
        )
        for piece in pieces
    )


def anchor(text: str) -> str:
    """The fragment that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


# What a key means, where the model itself says only what form it has: by key, or by object and key.
MEANING = {
    "title": "The name people read.",
    "date": "The day.",
    "owner": "The role of `people.yaml` that answers for it.",
    "description": "What it is.",
    "System.name": "Full name of the system.",
    "System.short-name": "Short name, for headers and tables.",
    "System.document-number": "Number of the plan among the documents of the company.",
    "System.designation": "The CUI designation indicator, printed on the first page.",
    "System.scope-type": "Whether the whole company is in scope or an enclave of it.",
    "System.headquarters": "The organisation at the top, as it stands in SPRS.",
    "System.zones": "The parts of the network with a border of their own.",
    "System.connections": "The flows that are permitted, one by one.",
    "System.separation-of-duties": "Duties that one person must not hold together (3.1.4).",
    "System.approvals": "Who approved the plan, or a part of it; one counts for its version.",
    "System.changes": "The record of changes, newest last.",
    "System.decisions": "What was decided for the system, and why.",
    "Designation.distribution": "The distribution statement of technical information.",
    "Distribution.letter": "Its letter.",
    "Distribution.statement": "Its full text.",
    "Zone.id": "Short name, used in `zone` of components.",
    "Connection.protocol": "The protocol, such as `TLS 1.3`.",
    "Connection.ports": "The ports.",
    "Connection.purpose": "What it is for.",
    "DutySeparation.duty": "The duty.",
    "DutySeparation.conflicts-with": "The other duty.",
    "PlanApproval.role": "The role that signs.",
    "PlanApproval.of": "What was approved; `plan` if absent.",
    "PlanChange.version": "The version that the change led to.",
    "PlanChange.what": "What changed.",
    "PlanChange.by": "Who changed it.",
    "PlanChange.approved-by": "Who approved it.",
    "Decision.what": "What was decided.",
    "Decision.why": "The reason.",
    "Decision.by": "Who decided.",
    "Engagement.decided-by": "Who decided on the situation.",
    "Engagement.advisers": "Who advised.",
    "Affirmation.name": "The affirming official.",
    "Affirmation.contact": "How the affirming official is reached.",
    "MatrixReference.document": "Its title.",
    "MatrixReference.version": "Its version.",
    "MatrixReference.location": "Where it is kept.",
    "LocatedFile.location": "The place, as in `location` of the item.",
    "LocatedFile.sha256": "SHA-256 of what is there.",
    "Cmmc.status-date": "Day of the status.",
    "System.ids": "Identifiers of the system, such as the one a customer or SPRS uses.",
    "System.version": "Version of the plan. In quotes, since `1.0` without quotes is a number.",
    "System.version-date": "Day of this version.",
    "System.sensitivity": "Highest impact of the information in it.",
    "System.status": "Whether the system is in use.",
    "System.cmmc-target": "The CMMC level you aim at.",
    "System.cui-scope": "Whether it is decided where CUI may be.",
    "System.information-types": "The kinds of information in the system.",
    "System.interconnections": "Connections to systems outside the boundary.",
    "SystemId.id": "The identifier.",
    "InformationType.confidentiality": "Harm if it becomes known to others.",
    "InformationType.integrity": "Harm if it is changed.",
    "InformationType.availability": "Harm if it cannot be reached.",
    "Interconnection.description": "What passes over it, and how.",
    "Interconnection.direction": "Seen from the system.",
    "Interconnection.agreement": "The agreement behind it.",
    "People.parties": "Organisations, teams and persons.",
    "People.roles": (
        "Responsibilities. Everything that asks for an owner or approver wants the id of a role."
    ),
    "People.families": (
        "The one role that answers for each family of requirements; the key is the family's two"
        " capitals, such as `AC`."
    ),
    "People.users": "Kinds of users of the system.",
    "Party.id": "Short name, used in `held-by` and `organization`.",
    "Party.type": "What it is.",
    "Party.name": "Its name.",
    "Party.title": "Position, for a person or an office.",
    "Party.email": "Address for mail.",
    "Party.phone": "Telephone number.",
    "Party.address": "Postal address, line by line.",
    "Role.id": "Short name, used wherever a role is named.",
    "Role.description": "What the role does.",
    "UserType.id": "Short name.",
    "UserType.description": "Who they are.",
    "UserType.roles": "Roles that such users have.",
    "UserType.privileged": "Whether they have administrator rights.",
    "UserType.external": "Whether they belong to somebody else.",
    "UserType.automated": "Whether they are accounts of processes, which the number of people leaves out.",
    "UserType.count": "How many there are.",
    "Engagement.soc2": "The SOC 2 report the company has.",
    "Engagement.cmmc": "The CMMC status sought or held.",
    "Engagement.acceptances": "Written words of customers that other evidence is enough for now.",
    "Acceptance.customer": "Who accepts.",
    "Acceptance.accepts": "What is accepted in place of what.",
    "Acceptance.date": "Day of the letter.",
    "Acceptance.until": "Last day it holds.",
    "Acceptance.location": "Where the letter is kept.",
    "CarveOut.provider": "The provider, by the name of its file under `providers/`.",
    "CarveOut.services": "What of it the report leaves out.",
    "Cmmc.target-level": "The level.",
    "Cmmc.assessment-type": "Who assesses.",
    "Cmmc.conditional-status-date": (
        "Day of the conditional status; open items must close within 180 days of it."
    ),
    "Deviation.criterion": "The criterion, such as `CC6.2`.",
    "Deviation.control": "The control that failed.",
    "Deviation.description": "What the auditor found.",
    "Period.start": "First day.",
    "Period.end": "Last day.",
    "Soc2.report-type": "Type 1 judges a day, type 2 a period.",
    "Soc2.period": "The period of a Type 2 report.",
    "Soc2.criteria": "The categories it covers.",
    "Soc2.opinion": "The auditor's opinion.",
    "Soc2.auditor": "The auditing firm.",
    "Soc2.deviations": "Exceptions that the auditor noted.",
    "Soc2.carve-outs": "Subservice organisations that the report leaves out.",
    "Assessment.results": "One result for each objective of the profile.",
    "ObjectiveResult.objective": "The objective, such as `3.1.1[a]`.",
    "ObjectiveResult.result": "What was found.",
    "ObjectiveResult.assessor": "The role that assessed.",
    "ObjectiveResult.date": "Day of the assessment.",
    "ObjectiveResult.method": "How it was assessed.",
    "ObjectiveResult.why": "Why; needed for what is not met.",
    "Narrative.diagrams": "The pictures.",
    "Diagram.file": "Its path from the system's folder, such as `diagrams/boundary.png`.",
    "Component.type": "What kind of thing it is.",
    "Component.status": "Whether it is in use.",
    "Component.category": (
        "Asset category: CUI, security protection, contractor risk managed, specialized, out of"
        " scope."
    ),
    "Component.purpose": "What it is for.",
    "Component.vendor": "Who makes it.",
    "Component.version": "Its version, in quotes if it looks like a number.",
    "Component.cryptographic-modules": "Cryptographic modules it relies on.",
    "CryptographicModule.name": "Name on the certificate.",
    "CryptographicModule.status": "State of its validation.",
    "CryptographicModule.used-for": "What it protects.",
    "Provider.security-protection-data": (
        "Whether logs, settings, passwords or the like are with it."
    ),
    "ImportMap.kind": "What is imported, as its command says.",
    "Provider.authorization": "Its own authorization, if it has one.",
    "Provider.services": "What it does for you.",
    "Provider.agreement": "The contract.",
    "Authorization.kind": "What it is.",
    "Authorization.date": "Day it was given.",
    "Authorization.id": "Its number, such as the FedRAMP id.",
    "Evidence.evidence": "The items.",
    "EvidenceItem.id": "Short name, used in the answers: `- Evidence: ev-roster`.",
    "EvidenceItem.location": (
        "`evidence/FILE` for a file beside the plan, otherwise a link or the name of a place."
    ),
    "EvidenceItem.collected": "Day it was taken; with `cadence` it tells whether it is current.",
    "EvidenceItem.sha256": "Hash of a local file; `attestle evidence hash SYSTEM` gives it.",
    "EvidenceItem.period": "The days it speaks about.",
    "EvidenceItem.status": "Only final evidence counts.",
    "EvidenceItem.objectives": "Objectives it serves; compared with the answers that cite it.",
    "EvidenceItem.criteria": "SOC 2 criteria it serves, such as `CC6.1`.",
    "EvidenceItem.note": "Anything worth knowing.",
    "Poam.kind": (
        "`poam`: open under a conditional status. `operational`: a deficiency in what was"
        " implemented before. `remediation`: not implemented yet."
    ),
    "Poam.status": "Open or done.",
    "Poam.weakness": "What is wrong.",
    "Poam.objectives": "The objectives it is about, such as `3.1.3[a]`; a requirement (`3.1.3`) is all of its objectives.",
    "Poam.systems-affected": "Components, by the names of their files, or `this-system`.",
    "Poam.resource-estimate": "Hours, money, people.",
    "Poam.how-identified": "How the weakness was found.",
    "Poam.identified": "Day it was found.",
    "Poam.required-artifact": "What will show that it is done.",
    "Poam.completion-criteria": "When it is done.",
    "Poam.scheduled-completion": "Day it is to be done.",
    "Poam.completed": "Day it was done.",
    "Poam.completion-evidence": "Ids of `evidence.yaml` that show it.",
    "Poam.milestones": "Steps with their days.",
    "Poam.implemented-before": "Operational items: since when it was implemented.",
    "Poam.reviews": "Operational items: reviews of the deficiency.",
    "Milestone.date": "Day it is due.",
    "Milestone.completed": "Day it was reached.",
    "MilestoneChange.why": "Why it was moved.",
    "Review.progress": "What was found.",
    "ExceptionFile.kind": (
        "`accepted-risk` never changes a score; the others let what they cover count as met."
    ),
    "ExceptionFile.scope": (
        "Requirements (`3.1.1`) or objectives (`3.1.1[b]`); a requirement covers its objectives."
    ),
    "ExceptionFile.rationale": (
        "Why it is needed. Nothing is excused without it, `approver`, `date` and `review-date`."
    ),
    "ExceptionFile.mitigations": "What is done instead.",
    "ExceptionFile.approver": "The role that approved it.",
    "ExceptionFile.date": "Day of the approval.",
    "ExceptionFile.review-date": "Day of the next review; after it nothing is excused.",
    "ExceptionFile.implemented-before": "Temporary deficiency: since when it was implemented.",
    "ExceptionFile.operational-item": (
        "Temporary deficiency: its item under `poam/`, of kind operational."
    ),
    "Requirement.requirement": "The requirement, such as `3.1.1`. In quotes.",
    "Requirement.owner": "The role that answers for it; the family's if not given.",
    "Requirement.partial-credit": (
        "3.5.3 and 3.13.11 only, while they are partly met: 3 points are lost instead of 5."
    ),
    "Requirement.parameters": (
        "Values of parameters, in catalogs that have them: id to list of values."
    ),
}

# schema: heading, whether it is needed, where the text goes, and a file to show (from the workspace
# of the tests)
SHOWN: dict[str, tuple[str, str, str, str]] = {
    "system": (
        "system.md", "required",
        "The text below the front matter describes the system: what it does, where it stands, who uses it.",
        "system.md",
    ),
    "people": ("people.yaml", "required", "", "people.yaml"),
    "engagement": ("engagement.yaml", "optional", "", "engagement.yaml"),
    "assessment": (
        "assessment.yaml", "optional",
        "Write it when a self-assessment is done. With a result for every objective the implemented score follows it.",
        "",
    ),
    "narrative": (
        "boundary.md, network.md, data-flow.md", "expected",
        "The text below the front matter is the narrative: what is inside and what is not, how it is connected, which way CUI takes.",
        "boundary.md",
    ),
    "component": (
        "components/<slug>.md", "one per product, service, policy set or facility",
        "The text below the front matter describes it. The name of the file, without `.md`, is its name everywhere else.",
        "components/file-store.md",
    ),
    "provider": (
        "providers/<slug>.md", "one per external service provider",
        "The text below the front matter describes the relationship and the services.",
        "providers/cloudharbor.md",
    ),
    "evidence": (
        "evidence.yaml", "expected",
        "The register of evidence. An answer cites an item by its id; the artifact itself may be kept anywhere.",
        "evidence.yaml",
    ),
    "poam": (
        "poam/<slug>.md", "one per item of the plan of action",
        "The text below the front matter is for anything else worth saying, such as why a date moved.",
        "poam/flow-rules.md",
    ),
    "exception": (
        "exceptions/<slug>.md", "one per documented exception",
        "The text below the front matter is for anything else worth saying.",
        "exceptions/plotter-sign-in.md",
    ),
    "requirement": (
        "controls/<FAMILY>/<label>.md", "one per requirement of the profile",
        "The text below the front matter is the answer. Its sections and fields have a page of their own: [requirement-file.md](requirement-file.md).",
        "controls/AC/3.1.3.md",
    ),
    "import-map": (
        "imports/<name>.yaml", "optional",
        "It stands at the root of the workspace. `attestle import KIND FILE --like NAME` uses it; `validate` checks it.",
        "",
    ),
}  # fmt: skip

FILES_HEAD = """\
# The files you edit

Everything a system says about itself stands in `ssp/<system>/`, as markdown, YAML and CSV. From these files attestle makes the OSCAL
documents, the Word plan and the spreadsheets; nobody edits those. You need not know OSCAL to fill in a file: each key below says what it is
for.

- A file that ends in `.md` begins with a block of keys between two lines `---`, the *front matter*. The text below it is yours.
- A file that ends in `.yaml` is keys only. Put a value in quotes if it holds `: ` or `#`, or is a number that is meant as text (`"1.0"`).
- Days are written `2026-11-24`. A *slug* is lower-case words joined by `-`, such as `file-store`; names of files are slugs.
- `uuid` is the lasting identity of a thing. Leave it out of what is new: assembly derives it from where the thing stands and fills it in, as
  `attestle validate --fix` does at once. Never copy one: `attestle new system NAME --from OTHER` copies a whole system with new ones.
- A key that is not listed is an error, so that a slip of the pen is not lost. What is optional is left out, not left empty.
- `attestle new ...` writes a file to start from; `attestle validate` says at which line something is wrong.

This page is built by `tools/build_docs.py` from the schemas in `oscal/attestle/data/authored/`. The examples are one small system, which the
tests hold to be right.

| file | needed |
|---|---|
"""

INVENTORY = """
## inventory.csv

Expected. One row per asset, or per group of assets that are alike. Any spreadsheet can edit it; save it as CSV in UTF-8. The first line names
the columns. Put a cell with a comma in double quotes.

| column | values | required | meaning |
|---|---|---|---|
| `uuid` | uuid | yes | Lasting identity; assembly fills in a missing one. |
| `id` | text | yes | Your number for the asset, each once. |
| `name` | text | yes | What it is. |
| `category` | `cui`, `spa`, `crma`, `specialized`, `out-of-scope` (or `oos`) | yes | CUI, security protection, contractor risk managed, specialized or out-of-scope asset. |
| `component` | slug | no | The component under `components/` that it belongs to. |
| `owner` | slug | yes | The role of `people.yaml` that answers for it. |
| `location` | text | no | Where it stands. |
| `cui` | `stores`, `processes`, `transmits`, `backs-up`, joined by `;` | for `cui` | What it does with CUI. Empty = nothing; only CUI and specialized assets do anything with it. |
| `justification` | text | for `out-of-scope` | Why it cannot handle CUI. |

These columns must be there, except `uuid`. Others may follow, in any order:

| column | values | meaning |
|---|---|---|
| `make`, `model`, `serial`, `os`, `address` | text | The maker, the model, the serial number, the operating system, the network address. |
| `end-of-support` | day | The last day on which the maker supports it. |
| `kinds` | `wireless`, `mobile`, `voip`, `removable-media`, `remote-access`, joined by `;` | What it can do; `-disabled` behind a word says that this is switched off. |
"""

MATRIX = """
## providers/&lt;slug&gt;.csv

The responsibility matrix of the provider of the same name: who does what, for each objective that is inherited or shared. These columns
must be there:

| column | values | required | meaning |
|---|---|---|---|
| `objective` | such as `3.13.11[a]` | yes | The objective. |
| `responsibility` | `provider`, `organisation`, `shared` | yes | Who does it. An answer that names the provider needs `provider` or `shared`. |
| `provider-does` | text | no | What the provider does. |
| `organisation-does` | text | no | What is left to you. |
| `evidence` | id | no | An item of `evidence.yaml` that shows it. |
| `date` | day | no | Day it was agreed. |

`provider-role` and `organisation-role` may follow: who does it, on either side.
"""

IMPORTED = """
## imported.csv

Written by `attestle import`, and by nothing else: which values of the other files an import wrote, as hashes, one line for each thing. The next import changes those
in place and keeps all others ([decision 0023](../decisions/0023-what-imports-wrote.md)). Commit it; nobody has to read it. Deleting it is safe: everything then counts
as typed by somebody, but for answers that still have the note of a row taken over and no text. After a merge the lines of both sides stay.

| column | meaning |
|---|---|
| `file` | The file, from the folder of the system. |
| `thing` | The item, row or section in it. |
| `source` | The name of the sheet that wrote it last. |
| `values` | For each key the first 12 digits of the SHA-256 of its value, `key:digits`, with blanks between. |

Another line says nothing, and is a warning.
"""

EVIDENCE_FOLDER = """
## evidence/

Optional. Artifacts that may stand beside the plan, under any file name, also `3.1.1[a] screenshot.png`. An item of `evidence.yaml` names one as
`location: evidence/FILE`, or a folder; `attestle evidence hash` gives its SHA-256, and `validate` reports a file that is missing or has changed.
The hash of a folder is the SHA-256 of one line `HASH PATH` (line feed behind it, hash in upper case, path from the folder with `/`) for each
regular file below it, sorted by bytes. Hashes are over the bytes as they are; the `.gitattributes` of `attestle init` keeps git from changing
them. Backslashes, `./` and the case of the word `evidence` make no difference in a location. Real evidence
is often sensitive and normally stays outside git: then `location` is a link or the name of the place where it is kept.

## diagrams/

The pictures that `boundary.md`, `network.md` and `data-flow.md` name, as PNG or JPEG.
"""

FOLDER_NAME = "^[A-Za-z0-9][A-Za-z0-9._-]*$"
PLURAL = {"one line": "lines", "slug": "slugs"}
GENERIC = {
    "One line of text.",
    "Lower-case words joined by `-`.",
    "A day, YYYY-MM-DD.",
    "A day that has come, YYYY-MM-DD: not after the day of the judgement.",
    "SHA-256 of the file, in hex.",
}
FORMS = {
    "One line of text.": "one line",
    "Lower-case words joined by `-`.": "slug",
    "A day, YYYY-MM-DD.": "day",
    "SHA-256 of the file, in hex.": "SHA-256",
}


IMPORT_MAP = """
```yaml
kind: evidence
sheets:
  - "Artifacts"
header-row: 4
columns:
  title: "Artifact"
  location: "Link"
  collected: "Uploaded"
days:
  collected: month-first
```
"""


def files_page() -> str:
    models = dict(FILES)
    if set(models) != set(SHOWN):
        raise SystemExit(f"SHOWN and FILES differ: {set(models) ^ set(SHOWN)}")
    names = [
        *((SHOWN[kind][0], SHOWN[kind][1]) for kind in models),
        ("inventory.csv", "expected"),
        ("providers/<slug>.csv", "with its provider"),
        ("evidence/, diagrams/", "optional"),
        ("imported.csv", "written by imports"),
    ]
    rows = "".join(
        f"| [{escaped(name)}](#{section_anchor(name)}) | {needed} |\n" for name, needed in names
    )
    parts = [FILES_HEAD + rows]
    for kind, model in models.items():
        parts.append(file_section(kind, model))
        if kind == "component":
            parts.append(INVENTORY + example("inventory.csv"))
        if kind == "provider":
            parts.append(MATRIX + example("providers/cloudharbor.csv"))
        if kind == "evidence":
            parts.append(EVIDENCE_FOLDER)
        if kind == "import-map":
            parts.append(IMPORT_MAP)
    parts.append(IMPORTED)
    return "".join(parts)


def escaped(name: str) -> str:
    return name.replace("<", "&lt;").replace(">", "&gt;")


def section_anchor(name: str) -> str:
    return anchor(name.partition(", ")[0] if name.startswith("evidence/") else name)


def file_section(kind: str, model: type[Authored]) -> str:
    name, needed, text, shown = SHOWN[kind]
    schema = model.model_json_schema(by_alias=True)
    definitions = schema.get("$defs", {})
    about = schema["description"].partition(": ")[2].partition(". ")[0].rstrip(".")
    lead = f"{sentence(needed)}." + (
        f" {sentence(about)}." if needed in ("required", "optional") else ""
    )
    parts = [f"## {escaped(name)}", lead, text, keys(name, model.__name__, schema)]
    for item in in_order(schema, definitions):
        parts += [
            f"### {object_heading(name, item)}",
            definitions[item]["description"],
            keys(name, item, definitions[item]),
        ]
    return (
        "\n"
        + "\n\n".join(part for part in parts if part)
        + "\n"
        + (example(shown) if shown else "")
    )


def sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def in_order(schema: Tree, definitions: Tree) -> list[str]:
    """Nested objects in the order in which the keys name them."""
    found: list[str] = []
    for name in re.findall(r"'\$ref': '#/\$defs/(\w+)'", str(schema.get("properties", {}))):
        if name not in found:
            found += [
                name,
                *(item for item in in_order(definitions[name], definitions) if item not in found),
            ]
    return list(dict.fromkeys(found))


def object_heading(file: str, name: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    return f"{escaped(file)}: {words.replace('soc2', 'SOC 2 report').replace('cmmc', 'CMMC aim')}"


def keys(file: str, owner: str, schema: Tree) -> str:
    rows = []
    for key, raw in schema["properties"].items():
        needed = "yes" if key in schema.get("required", ()) else "no"
        rows.append(
            f"| `{key}` | {form(file, tidy(raw))}{default(raw)} | {needed} |"
            f" {meaning(owner, key, raw)} |"
        )
    return "| key | values | required | meaning |\n|---|---|---|---|\n" + "\n".join(rows)


def form(file: str, schema: Tree) -> str:
    """What a value looks like, in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{object_heading(file, name).partition(': ')[2]}](#{anchor(object_heading(file, name).replace('&lt;', '<').replace('&gt;', '>'))})"
    if "else" in schema:
        return f"{form(file, schema['else'])}, or `{schema['then']['const']}`"
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    match schema.get("type"):
        case "array":
            inner = form(file, schema["items"])
            return (
                f"list of: {inner}"
                if "enum" in schema["items"]
                else f"list of {PLURAL.get(inner, inner)}"
            )
        case "boolean":
            return "`true`, `false`"
        case "integer":
            return (
                f"number, {schema['minimum']} to {schema['maximum']}"
                if "maximum" in schema
                else "number"
            )
        case "object":
            return "keys and values"
    return form_of_text(schema)


def form_of_text(schema: Tree) -> str:
    """Told by its pattern, else by what is said of it."""
    pattern = str(schema.get("pattern", ""))
    if pattern == FOLDER_NAME:
        return "name of a folder"
    if "-[45]" in pattern:
        return "uuid"
    if pattern.startswith("^[a-z]"):
        return "id" if "-." in pattern else "slug"
    if pattern.startswith("^[0-9]{4}"):
        return "day"
    return FORMS.get(
        schema.get("description", ""), "one line" if pattern.startswith("^\\S(") else "text"
    )


def default(raw: Tree) -> str:
    value = raw.get("default")
    if value in (None, [], {}) or isinstance(value, bool):
        return "; `false` if absent" if value is False else ""
    return f"; `{value}` if absent"


def meaning(owner: str, key: str, raw: Tree) -> str:
    own = MEANING.get(f"{owner}.{key}")
    said = raw.get("description") or next(
        (item["description"] for item in raw.get("anyOf", ()) if "description" in item), ""
    )
    text = own or (said if said and said not in GENERIC else MEANING.get(key, ""))
    if not text:
        raise SystemExit(f"build_docs: no meaning for {owner}.{key}")
    return text


def example(name: str) -> str:
    kind = {"md": "markdown", "yaml": "yaml", "csv": "csv"}[name.rpartition(".")[2]]
    return f"\n```{kind}\n{(EXAMPLE / name).read_text(encoding='utf-8')}```\n"


WORDS_HEAD = """\
# Words

What people write for a state, a status and the like, and what each word means. Case, emphasis, brackets, dashes, blanks of any kind and signs that nobody
sees make no difference. Each meaning is better than those below it.

- A good word that is denied (`not`, `non-`, `un-`, `isn't`, `without`, `failed to` ...) is never good; one that holds in part (`partially`, `largely`,
  `mostly`, `50%` ...) is never whole.
- A word that no table has is not known. It is never read as the best one: the imports say what they read it as, once for each word with its rows; in a
  file it is an error.
- A hint offers what a slip of one letter may have meant, else all the words; never a better one than was written.

This page is built by `tools/build_docs.py` from `oscal/attestle/model/words.py`.
"""
RESULT_WORDS = """
## Results of tests

The result of an auditor's test is a sentence, and is read by its phrases; of several the worst counts.

| result | such as | in the gap analysis |
|---|---|---|
| no exceptions | No exceptions noted; 0 deviations; Operated effectively; Pass | shows that the control operates |
| not stated | an empty cell; Inspected the listing | |
| not known | See appendix B | one step down |
| not tested | Not tested; Unable to test; No occurrence in the period; No incident occurred | one step down |
| deviated | Exception noted; Not suitably designed; Did not operate effectively; Fail | one step down |
"""
# vocabulary -> heading, and what is said of it
VOCABULARY_TEXTS: tuple[tuple[Vocabulary, str, str], ...] = (
    (
        words.STATE_VOCABULARY,
        "States of an objective",
        "In `State` of requirement files and in `import states`.",
    ),
    (
        words.COMPONENT_VOCABULARY,
        "Status of a component section",
        "In `Status` of component sections, and in component definitions and plans of others.",
    ),
    (
        words.CONTROL_VOCABULARY,
        "Status of a SOC 2 control",
        "In `import controls`. What does not operate, or is performed by somebody else, leaves no"
        " more than the habit in the gap analysis; a control that is only designed goes one step"
        " down, as does one of which nothing says that it operates. Sentences count as well:"
        " `Performed by the subservice organization` is inherited, `Did not operate in the period`"
        " not operating, `No longer performed` retired.",
    ),
    (words.EVIDENCE_VOCABULARY, "Status of evidence", "In `import evidence`."),
    (
        words.CATEGORY_VOCABULARY,
        "Asset categories",
        "In `import inventory`; the best claim is the one of which least is asked.",
    ),
    (words.RESPONSIBILITY_VOCABULARY, "Responsibilities", "In `import matrix`."),
    (
        words.INHERITABLE_VOCABULARY,
        "Inheritable",
        "In the column of `import matrix` that says whether it can be inherited.",
    ),
    (words.ANSWER_VOCABULARY, "Yes and no", "In columns of marks."),
)


def words_page() -> str:
    parts = [WORDS_HEAD]
    for vocabulary, title, about in VOCABULARY_TEXTS:
        parts.append(f"\n## {title}\n\n{about}\n\n| meaning | words |\n|---|---|\n")
        ranked = sorted(vocabulary.meanings, key=lambda meaning: -meaning.rank)
        parts += [f"| `{item.word}` | {', '.join(item.words)} |\n" for item in ranked]
        if vocabulary is words.STATE_VOCABULARY:
            kinds = "; ".join(
                f"{', '.join(spellings)} (kind `{kind}`)"
                for kind, spellings in words.EXCEPTION_WORDS
            )
            parts.append(
                f"\nNo states but exceptions, read as `{words.EXCEPTION_STATE}` until they stand in"
                f" `exceptions/`: {kinds}.\n"
            )
        if vocabulary is words.CONTROL_VOCABULARY:
            parts.append(RESULT_WORDS)
    return "".join(parts)


def outputs() -> dict[Path, bytes]:
    return {
        ROOT / "docs/rules.md": rules_page().encode(),
        ROOT / "docs/reference/files.md": files_page().encode(),
        ROOT / "docs/reference/words.md": words_page().encode(),
        ROOT / "docs/reference/python.md": python_page().encode(),
        SETTINGS_PAGE: fill_page(SETTINGS_PAGE.read_text(encoding="utf-8")).encode(),
    }


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
