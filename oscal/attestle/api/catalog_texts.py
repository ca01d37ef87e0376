"""The publisher's words laid beside a catalog of a workspace, from a file of the user.

No sentence leaves by a finding, a report or a log: they name labels.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from types import MappingProxyType

from ..errors import UsageError, WorkspaceError
from ..formats.catalog_texts_file import SHAPES, TextsFile, list_texts, open_texts
from ..formats.catalog_texts_places import TextPlaces
from ..formats.official_digests import Digests, judge_text, read_digests
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline
from ..model.published_texts import (
    Agreement,
    PublishedText,
    TextKind,
    TextSource,
    TextUnit,
    list_units,
)
from ..nearest import suggest_words
from ..store import files, layout, overlay_texts
from . import catalog_lookup
from .clock import today


@dataclass(frozen=True, slots=True)
class LaidTexts:
    """What a file gave. `texts` are those of the file, `kept` labels whose words are from
    an earlier one, `missing` units without any, `repeated` labels that the file gives
    different words for.
    """

    catalog: str
    source: TextSource
    is_free: bool
    texts: tuple[PublishedText, ...]
    kept: tuple[str, ...]
    missing: tuple[TextUnit, ...]
    repeated: tuple[str, ...]
    units: tuple[TextUnit, ...]
    written: tuple[str, ...]

    @property
    def differing(self) -> tuple[PublishedText, ...]:
        return tuple(item for item in self.texts if item.agreement is Agreement.DIFFERS)

    def count(self, kind: TextKind, agreement: Agreement) -> int:
        return sum(i.unit.kind is kind and i.agreement is agreement for i in self.texts)

    def count_units(self, kind: TextKind) -> int:
        return sum(unit.kind is kind for unit in self.units)


def lay_texts(
    root: Path,
    file: Path,
    catalog: str | None = None,
    *,
    day: dt.date | None = None,
    digests: Digests | None = None,
) -> LaidTexts:
    """Lay the texts of a file beside the catalog that it is of, in the place of earlier ones.

    Raises UsageError for a file that holds no text of the catalog, or of several alike.
    """
    data = files.read_outside(file)
    opened, problems = open_texts(data)
    if opened is None:
        reason = problems[0] if problems else None
        said = f"{reason.message}; {reason.hint}" if reason else f"give {SHAPES}"
        raise UsageError(f"{file.name}: {said}")
    name, baseline = _choose_catalog(root, opened, catalog, file.name)
    known = read_digests(_name_shipped(baseline)) if digests is None else digests
    source = TextSource(
        file.name,
        hashlib.sha256(data).hexdigest(),
        opened.form,
        opened.title,
        opened.version,
        opened.published,
        (day or today()).isoformat(),
    )
    found, repeated = _judge_texts(opened, TextPlaces(baseline), known, source)
    return _save_texts(root, name, baseline, (known, source, found, repeated))


def _choose_catalog(
    root: Path, opened: TextsFile, wanted: str | None, file: str
) -> tuple[str, Baseline]:
    """The catalog named, else the one that most texts of the file have a place in."""
    known = files.list_names(root, layout.FOLDER_OF["catalog"])
    if wanted is not None and wanted not in known:
        way_out = suggest_words(wanted, known) or "list them with: attestle catalog list"
        raise UsageError(f'there is no catalog "{wanted}"; {way_out}')
    fits: list[tuple[int, str, Baseline]] = []
    for name in (wanted,) if wanted else known:
        baseline = catalog_lookup.read_controls_of(root, name)
        no_digests: Digests = MappingProxyType({})
        units = {unit.id for unit, _ in list_texts(opened, TextPlaces(baseline), no_digests)}
        fits.append((len(units), name, baseline))
    most = max((number for number, _, _ in fits), default=0)
    if not most:
        where = f"the catalog {wanted}" if wanted else "any catalog of the workspace"
        raise UsageError(f"{file} ({opened.form}) holds no text of {where}; give {SHAPES}")
    best = [(name, baseline) for number, name, baseline in fits if number == most]
    if len(best) > 1:
        names = " and ".join(name for name, _ in best)
        raise UsageError(f"{file} fits {names} alike; say which with --catalog NAME")
    return best[0]


def _name_shipped(baseline: Baseline) -> str:
    """The name under which the digests of a catalog ship, whatever its folder is called."""
    return baseline.framework.catalog


def _judge_texts(
    opened: TextsFile, places: TextPlaces, digests: Digests, source: TextSource
) -> tuple[dict[str, PublishedText], tuple[str, ...]]:
    """The texts of a file by id; of several for one the publisher's, else the first."""
    found: dict[str, PublishedText] = {}
    repeated: dict[str, None] = {}
    for unit, text in list_texts(opened, places, digests):
        judged = judge_text(unit, text, source, digests)
        before = found.get(unit.id)
        if before is not None and before.sha256 != judged.sha256:
            repeated[unit.label] = None
        if before is None or (judged.is_usable and not before.is_usable):
            found[unit.id] = judged
    return found, tuple(repeated)


_Judged = tuple[Digests, TextSource, dict[str, PublishedText], tuple[str, ...]]


def _save_texts(root: Path, name: str, baseline: Baseline, judged: _Judged) -> LaidTexts:
    digests, source, found, repeated = judged
    units, is_free = tuple(list_units(baseline.requirements)), overlay_texts.is_free(baseline)
    stored, wrong = overlay_texts.read_stored(root, name)
    if wrong:
        path = layout.texts_path(name)
        raise WorkspaceError(f"{path} cannot be read; take it away first", list(wrong))
    before = overlay_texts.judge_stored(stored, lambda _: digests, is_free).texts
    # a text that is the publisher's is not given up for one that is not
    merged = {
        unit.id: _choose_text(found.get(unit.id), before.get(unit.id))
        for unit in units
        if unit.id in found or unit.id in before
    }
    texts = [item for item in merged.values() if item is not None]
    outputs: dict[str, bytes | None] = {}
    outputs[layout.texts_path(name)] = overlay_texts.write_stored(name, texts)
    if not is_free:
        outputs |= overlay_texts.add_ignored(root, name)
    return LaidTexts(
        name,
        source,
        is_free,
        tuple(item for unit in units if (item := found.get(unit.id))),
        tuple(item.unit.label for item in texts if item.source != source),
        tuple(unit for unit in units if unit.id not in merged),
        repeated,
        units,
        files.save(root, outputs),
    )


def _choose_text(new: PublishedText | None, old: PublishedText | None) -> PublishedText | None:
    if new is None or (old and old.agreement is Agreement.OFFICIAL and not new.is_usable):
        return old
    return new
