"""A row of a list of assets as cells of inventory.csv, with what is wrong about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ..formats.problems import Problem
from ..formats.sheet_columns import NearestHints, split_cell
from ..formats.sheet_days import read_sheet_day
from ..formats.sheet_records import Record
from ..model.components import HANDLING
from ..model.inventory import ASSET_KINDS, DISABLED
from ..model.vocabulary import Meaning, fold_word, list_hint, read_word
from ..model.words import CATEGORY_VOCABULARY, says_no, says_nothing, says_yes
from ..model.workspace import Work
from .repeated_notes import RepeatedNotes
from .role_additions import RoleAdditions, is_nobody
from .row_account import RowAccount
from .sheet_rows import MOST_QUOTED, fold_cell, report_left_out
from .unknown_words import UnknownWords

CATEGORIES_HINT = list_hint(CATEGORY_VOCABULARY.words)
# Columns that are taken as they are
_TEXTS = ("location", "justification", "make", "model", "serial", "address")
# Categories whose assets may do something with CUI
HANDLES_CUI = ("cui", "specialized")
# The role that owns an asset of which the sheet names nobody
_NO_OWNER = "Asset owner"
_IN_BRACKETS = re.compile(r"\([^()]*\)")
# A cell of several uses: `stores, processes and transmits`
_SPLIT = re.compile(r"[,;/|&\n]+|\band\b")
# What a bare yes below a heading that names no use stands for: what makes an asset a CUI asset
_ALL_USES = HANDLING[:3]
_COUNT = re.compile(r"\d{1,6}(?:\.0)?\Z")
# The category of which most is asked, and the one of which nothing is
_STRICTEST, _OUT = "cui", "out-of-scope"
# What only says that an asset is one of the first four
_IN_SCOPE = ("in scope", "in", "yes", "y", "x", "true", "tbd", "unknown", "?", "to be determined")
# Words beside a category that take it back
_DOUBTS = re.compile(
    r"\?|\b(?:pending|tbd|to be|propos|except|unless|partial|partly|review|in scope|maybe|unclear"
    r"|unknown|not sure|verify|confirm)",
    re.I,
)
# Words for what an asset can do -> the word of the inventory
_KINDS: Mapping[str, str] = MappingProxyType({
    **{kind: kind for kind in ASSET_KINDS},
    **dict.fromkeys(("wi-fi", "wifi", "wlan", "bluetooth"), "wireless"),
    **dict.fromkeys(("smartphone", "phone", "tablet", "mobile-device"), "mobile"),
    **dict.fromkeys(("ip-phone", "voice-over-ip"), "voip"),
    **dict.fromkeys(("usb", "removable", "usb-drive", "portable-storage"), "removable-media"),
    **dict.fromkeys(("remote", "vpn", "remote-desktop"), "remote-access"),
})  # fmt: skip


class AssetReader:
    """Rows to cells of the inventory, with what is wrong about them."""

    def __init__(self, work: Work, roles: RoleAdditions) -> None:
        self._roles = roles
        self._components = {
            name.casefold(): component.slug
            for component in work.system.components
            for name in (component.title, component.slug)
        }
        self._categories = UnknownWords(
            "asset category", "not taken", CATEGORIES_HINT, is_error=True
        )
        self._products = NearestHints(self._components)
        self.notes = RepeatedNotes()
        # names that stand for an id where there is none -> how often
        self._named: dict[str, int] = {}
        self.account = RowAccount()

    @property
    def problems(self) -> list[Problem]:
        return self.account.problems

    def read_cells(self, record: Record) -> dict[str, str] | None:
        """None where the row was not taken, which is told."""
        identity, name = self._read_names(record)
        if record.is_total or (record.is_caption and not (record["id"] and record["name"])):
            self.account.pass_over(record)
            return None
        if not name:
            self.account.refuse(record, "no id and no name; the row was not taken")
            return None
        uses = self._read_uses(record, identity)
        category = self._read_category(record, identity, uses)
        if category is None:
            return None
        if not (record["id"] or record["serial"]):
            identity = self._number_name(record, identity)
        return {
            "id": identity,
            "name": name + _write_count(record["count"]),
            "category": category,
            "component": self._find_component(record, identity),
            "cui": ";".join(use for use in HANDLING if use in uses),
            "os": " ".join(filter(None, map(fold_cell, (record["os"], record["os-version"])))),
            "end-of-support": self._read_end(record, identity),
            "kinds": self._read_kinds(record, identity),
            **{key: fold_cell(record[key]) for key in _TEXTS},
        }

    def read_owner(self, record: Record, *, is_new: bool) -> str:
        """The role that answers; a new asset is somebody's, even if nobody is named."""
        if is_new and is_nobody(record["owner"]):
            self.notes.add(
                record,
                f'nobody is named as owner: "{_NO_OWNER}" was put there, to be confirmed',
                "name the role in inventory.csv",
            )
            return self._roles.choose_role(_NO_OWNER, record.number)
        return self._roles.choose_role(record["owner"], record.number)

    def report_all(self) -> list[Problem]:
        """What was told of rows; each unknown word, each new role and each note once."""
        self.account.tell_notes(self._categories)
        self.account.problems += self._roles.report()
        self.account.tell_notes(self.notes)
        return self.account.problems

    def _read_names(self, record: Record) -> tuple[str, str]:
        """Id and name; each stands for the other where only one is said."""
        identity, name = fold_cell(record["id"]), fold_cell(record["name"])
        serial = fold_cell(record["serial"])
        return identity or serial or name, name or identity or serial

    def _number_name(self, record: Record, name: str) -> str:
        """A name that stands for an id, with a number where rows before have it too."""
        count = self._named[name] = self._named.get(name, 0) + 1
        if count == 1:
            return name
        self.notes.add(record, "assets without an id have the same name: they were numbered")
        return f"{name} {count}"

    def _read_category(self, record: Record, identity: str, uses: set[str]) -> str | None:
        """What handles CUI is a CUI asset, whatever else the row calls it; where nothing is said of
        an asset it is one until somebody says what it is. None for a word that is not known.
        """
        cell = _IN_BRACKETS.sub(" ", record["category"])
        if not fold_cell(cell):
            cell = record["category"].strip("() ")
        meaning = self._find_category(record, identity, cell)
        if meaning is None and not uses:
            return self._take_strictest(record, cell)
        word = meaning.word if meaning else "no known category"
        if uses and word not in HANDLES_CUI:
            message = f"{word}, and yet said to handle CUI: taken as cui, the stricter of the two"
        elif word == _OUT and _is_doubtful(record):
            message = "out of scope, with a doubt: taken as cui until that is settled"
        else:
            return word
        self.notes.add(record, message, "correct category or cui in inventory.csv")
        return _STRICTEST

    def _take_strictest(self, record: Record, cell: str) -> str | None:
        word = fold_word(cell)
        if word and word not in _IN_SCOPE:
            self._categories.add(record, record["category"])
            self.account.refuse(record)
            return None
        what = f'"{fold_cell(cell)}" is no category yet' if word else "no asset category"
        message = f"{what}: taken as cui, of which most is asked, to be confirmed"
        self.notes.add(record, message, CATEGORIES_HINT)
        return _STRICTEST

    def _find_category(self, record: Record, identity: str, cell: str) -> Meaning | None:
        """The meaning of a cell; of several the one that asks most."""
        meaning = read_word(CATEGORY_VOCABULARY, cell)
        parts = [part for part in _SPLIT.split(cell.lower()) if part.strip()]
        if meaning is not None or len(parts) < 2:
            return meaning
        found = [read_word(CATEGORY_VOCABULARY, part) for part in parts]
        known = [item for item in found if item is not None]
        if len(known) < len(found):
            return None
        strictest = min(known, key=lambda item: item.rank)
        message = f'several categories in one cell; the strictest was taken, "{strictest.word}"'
        self.notes.add(record, message, "an asset has one category")
        return strictest

    def _find_component(self, record: Record, identity: str) -> str:
        word = fold_cell(record["component"])
        slug = self._components.get(word.casefold(), "")
        if not says_nothing(word) and not slug:
            message = f'{identity}: no component "{word[:MOST_QUOTED]}" under components/'
            hint = self._products(word.casefold())
            self.problems.append(report_left_out(record, message, hint))
        return slug

    def _read_uses(self, record: Record, identity: str) -> set[str]:
        """What the asset does with CUI: `Stores, Process`, or a yes below a use."""
        uses: set[str] = set()
        for use in HANDLING:
            uses.update(self._read_use_cell(record, identity, record[use], (use,)))
        cell = record["cui"]
        found = self._read_use_cell(record, identity, cell, _ALL_USES)
        if says_yes(cell):
            if uses:
                return uses
            self.notes.add(
                record,
                f"a bare yes to CUI was taken as {', '.join(_ALL_USES)}",
                "say in inventory.csv which of them it does",
            )
        return uses.union(found)

    def _read_use_cell(
        self, record: Record, identity: str, cell: str, yes: tuple[str, ...]
    ) -> Iterator[str]:
        if says_yes(cell):
            yield from yes
            return
        if says_nothing(cell):
            return
        for part in _SPLIT.split(cell.lower()):
            word = part.strip(" .")
            use = _find_handling(word)
            if use:
                yield use
            elif not says_no(word):
                message = f'{identity}: "{word[:40]}" does not say what it does with CUI'
                hint = f"one or more of: {', '.join(HANDLING)}"
                self.problems.append(report_left_out(record, message, hint))

    def _read_end(self, record: Record, identity: str) -> str:
        """The last day of support."""
        text = fold_cell(record["end-of-support"])
        day = read_sheet_day(text)
        if day is None and not says_nothing(text):
            message = (
                f'{identity}: "{text[:MOST_QUOTED]}" is not a day that can be read one way only'
            )
            self.problems.append(report_left_out(record, message, "write YYYY-MM-DD"))
        return day.isoformat() if day else ""

    def _read_kinds(self, record: Record, identity: str) -> str:
        kinds: dict[str, None] = {}
        for word in split_cell(record["kinds"]):
            plain = re.sub(r"[\s_-]+", "-", word.lower()).strip("-")
            is_off = plain.endswith(DISABLED)
            kind = _KINDS.get(plain.removesuffix(DISABLED), "")
            if kind:
                kinds[kind + DISABLED * is_off] = None
            elif not says_nothing(word):
                message = f'{identity}: "{word[:MOST_QUOTED]}" is no kind of asset'
                hint = f"one of: {', '.join(ASSET_KINDS)}"
                self.problems.append(report_left_out(record, message, hint))
        return ";".join(kinds)


def _is_doubtful(record: Record) -> bool:
    """Whether brackets behind the category, or the column of CUI, leave it open."""
    in_brackets = " ".join(_IN_BRACKETS.findall(record["category"]))
    return any(_DOUBTS.search(text) for text in (in_brackets, record["cui"]))


def _write_count(cell: str) -> str:
    """` (12)` where a row stands for several assets that are alike."""
    number = int(float(cell)) if _COUNT.match(cell.strip()) else 0
    return f" ({number})" if number > 1 else ""


def _find_handling(word: str) -> str:
    """The use that a word names in any form: `store`, `stored`, `backs up`; "" if it is none."""
    # every form of a use begins with the same five letters, and no two uses do
    stem = word.replace(" ", "-").rstrip("s")[:5]
    return next((use for use in HANDLING if stem == use[:5]), "")
