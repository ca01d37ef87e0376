"""Every key of `attestle.toml`: where it stands, the form of its value, what it is for.

A further key is one row here, and the value it becomes in `settings_values`.
"""

from __future__ import annotations

from enum import Enum

from ..lazy_dataclasses import dataclass
from ..model.audiences import PARTS
from ..model.shown_words import TextsChoice
from . import settings_forms as forms
from .settings_forms import SettingsForm

# Kinds of documents that are written for people, and the forms they come in
DOCUMENT_KINDS = (
    "ssp", "poam", "crm", "evidence", "interview", "boundary", "sprs", "gap", "status",
    "crosswalk", "diff", "findings", "ready", "site", "all",
)  # fmt: skip
# Kinds that only packages hold
PACKAGE_KINDS = ("packet", "criteria", "objectives")
OSCAL_MODELS = (
    "system-security-plan", "plan-of-action-and-milestones", "assessment-plan",
    "assessment-results", "profile", "catalog", "mapping-collection", "component-definition",
)  # fmt: skip
DOCUMENT_FORMS = ("docx", "pdf", "xlsx", "html", "md", "csv", "svg", "png")
# What an approval of system.md may be of
APPROVED = ("plan", "poam", "boundary", "not-applicable")
OSCAL_VERSIONS = ("1.1.2", "1.1.3", "1.2.1")
# Far above what settings need: every finding is compared with each path, and of what is accepted with
# what begins like its own
MOST_PATHS = 200
MOST_ACCEPTED = 5000


class TableShape(Enum):
    """How a table is written: `[name]`, one of several `[[name]]`, or `[name.WORD]`."""

    ONE = "one"
    SEVERAL = "several"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class SettingsKey:
    """`purpose` completes its row of docs/reference/settings.md.

    Where `any_of` is given, the key may be any of these words, with `any_name` any name, and with
    `any_address` an absolute address too;
    `name` then stands for it in that page. A day that `has_come` lies not after today.
    """

    name: str
    form: SettingsForm
    purpose: str
    required: bool = False
    any_of: tuple[str, ...] = ()
    any_name: bool = False
    any_address: bool = False
    has_come: bool = False

    def takes_name(self, word: str) -> bool:
        return forms.is_name(word) or (self.any_address and forms.is_address(word))


@dataclass(frozen=True, slots=True)
class SettingsTable:
    """`name` is dotted from the root, "" for what stands before the first heading."""

    name: str
    shape: TableShape
    keys: tuple[SettingsKey, ...]
    advice: str = ""
    # of several
    most: int = 0

    @property
    def heading(self) -> str:
        return {
            TableShape.ONE: f"[{self.name}]",
            TableShape.SEVERAL: f"[[{self.name}]]",
            TableShape.NAMED: f"[{self.name}.NAME]",
        }[self.shape]

    @property
    def parent(self) -> str:
        return self.name.rpartition(".")[0]

    @property
    def leaf(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def takes_any_name(self) -> bool:
        return any(key.any_name for key in self.keys)

    def takes_name(self, word: str) -> bool:
        """Whether a word is a key, where any name is taken."""
        return any(key.takes_name(word) for key in self.keys)

    def list_known(self) -> tuple[str, ...]:
        """Every word that may stand in it: keys, and the tables directly in it."""
        keys = [name for key in self.keys for name in (key.any_of or (key.name,))]
        return (*keys, *(child.leaf for child in list_children(self.name)))


_MARKED_KINDS = (*DOCUMENT_KINDS, *PACKAGE_KINDS)
_KNOWN_TOOLS = SettingsKey(
    "known-tools",
    forms.make_words('["Name", "Other name"]'),
    "names of products that an answer may speak of only if the system lists them as a component"
    " (`CMP002`); may stand in `[validate]` too",
)
_ROLES = forms.make_words('["system-owner", "security-officer"]', "list of roles")
_WHO = forms.make_text("security-officer")
_WHY = forms.make_text("a plan of another office covers it")

TABLES = (
    SettingsTable("", TableShape.ONE, (
        _KNOWN_TOOLS,
        SettingsKey("summaries", forms.make_choice("short", "full"),
            "how much the report of a pull request says: `short` = objectives, states, scores and"
            " counts, never words of answers; `full` = the words in the comment too. Absent: words"
            " in the summary of the run, none in the comment. In a public repository always short"),
        SettingsKey("oscal-version", forms.make_choice(*OSCAL_VERSIONS),
            "the version of OSCAL that the documents of systems are written in, in the workspace and to hand"
            " over; `1.2.1` if absent. What it cannot carry is told when they are written"),
    )),
    SettingsTable("validate", TableShape.ONE, (
        SettingsKey("select", forms.CODE_LIST,
            "only codes that are or begin like one of these; `--select` goes before it"),
        SettingsKey("ignore", forms.CODE_LIST,
            "these codes, or beginnings of codes, are left out; `--ignore` adds to them"),
        SettingsKey("fail-on", forms.make_choice(*forms.SEVERITIES),
            "`error` (as if nothing is said) or `warning`; `--fail-on` goes before it"),
        SettingsKey("baseline", forms.make_path("attestle-baseline.json"),
            "the file of known findings, from the root; `--baseline` goes before it"),
        _KNOWN_TOOLS,
    )),
    SettingsTable("validate.paths", TableShape.SEVERAL, (
        SettingsKey("path", forms.make_path("ssp/acme/controls/**", "glob"),
            "the files in which codes are left out", required=True),
        SettingsKey("ignore", forms.CODE_LIST, "the codes, or beginnings of codes", required=True),
    ), "join those that ignore the same codes", MOST_PATHS),
    SettingsTable("accepted", TableShape.SEVERAL, (
        SettingsKey("code", forms.CODE, "the whole code of what is accepted", required=True),
        SettingsKey("path", forms.make_path("ssp/acme/controls/PE/**", "glob"),
            "the files in which it is", required=True),
        SettingsKey("reason", _WHY, "why it may stay", required=True),
        SettingsKey("by", _WHO, "who accepted it", required=True),
        SettingsKey("date", forms.DAY, "the day on which that was done", required=True,
            has_come=True),
        SettingsKey("until", forms.DAY, "the last day on which it holds; always if absent"),
    ), "mend some of what they accept", MOST_ACCEPTED),
    SettingsTable("approvals", TableShape.ONE, (
        SettingsKey("KIND", _ROLES,
            f"the roles whose approval counts for one of {', '.join(APPROVED)}", any_of=APPROVED),
    )),
    SettingsTable("repository", TableShape.ONE, (
        SettingsKey("host", forms.make_text("git.acme.example"), "where the repository lives"),
        SettingsKey("public", forms.SWITCH, "whether anybody can read it (`BND024`)"),
        SettingsKey("decided-by", _WHO, "who decided that it may live there"),
        SettingsKey("date", forms.DAY, "the day of that decision", has_come=True),
        SettingsKey("why", _WHY, "what the decision rests on"),
    )),
    SettingsTable("render", TableShape.ONE, (
        SettingsKey("template", forms.make_path("templates/plan.docx"),
            "a document of your own whose styles are used"),
        SettingsKey("fonts", forms.PATH_LIST, "fonts of your own, files or folders"),
        SettingsKey("texts", forms.make_choice(*map(str, TextsChoice)),
            "whose words documents print for requirements: `summary` = ours, `official` = the"
            " publisher's where `attestle catalog text` laid them down, `both` = the publisher's and"
            " ours in short; `both` if absent. `--texts` goes before it"),
    )),
    SettingsTable("marking", TableShape.ONE, (
        SettingsKey("KIND", forms.MARKING,
            "the marking of a kind of documents, `none` for none, by audience where it differs; the"
            f" audience `{forms.ANY_AUDIENCE}` is every one that is not named. Kinds:"
            f" {', '.join(_MARKED_KINDS)}", any_of=_MARKED_KINDS),
    )),
    SettingsTable("audiences", TableShape.NAMED, (
        SettingsKey("title", forms.make_text("Prime contractor"), "what it is called",
            required=True),
        SettingsKey("kinds", forms.make_choices("list of kinds of documents", _MARKED_KINDS),
            "the documents it receives"),
        SettingsKey("forms", forms.make_choices("list of forms", DOCUMENT_FORMS),
            f"the forms they come in: {', '.join(DOCUMENT_FORMS)}"),
        SettingsKey("models", forms.make_choices("list of OSCAL models", OSCAL_MODELS),
            "the OSCAL documents it receives, with all that they build on:"
            f" {', '.join(OSCAL_MODELS)}"),
        SettingsKey("parts", forms.make_choices("list of parts", PARTS),
            f"what else it receives: {', '.join(PARTS)}"),
        SettingsKey("source", forms.SWITCH, "whether it receives the authored files too"),
    )),
    SettingsTable("keys", TableShape.ONE, (
        SettingsKey("revoked", forms.make_words('["3f2a..."]', "list of key ids"),
            "keys whose signatures no longer count"),
    )),
    SettingsTable("references", TableShape.ONE, (
        SettingsKey("NAME", forms.REFERENCE,
            'by an address in quotes, such as `"https://acme.example/catalog.json"`: the document of'
            " the workspace that is read in its place, since nothing is fetched; by a name: a title"
            " or an address that is referred to under it", any_name=True, any_address=True),
    )),
)  # fmt: skip
BY_NAME = {table.name: table for table in TABLES}


def list_children(name: str) -> tuple[SettingsTable, ...]:
    """The tables directly in a table."""
    return tuple(table for table in TABLES if table.name and table.parent == name)
