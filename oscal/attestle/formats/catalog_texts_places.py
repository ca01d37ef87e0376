"""Which text of a catalog an id in a file of the publisher means.

Publishers write one id in many ways: 3.1.1, 03.01.01, SR-03.01.01.a, A.03.01.01.a[01]. An id that
is read here means that text whatever stands around it; what is not found has no place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..model.baseline import Baseline
from ..model.published_texts import TextKind, TextUnit, list_units

_WRAPPING = re.compile(
    r"(?:assessment-objective_|statement_)?(?:sp_800_17[0-9](?:r[0-9])?_)?(?:[a-z]{2}\.l[123]-)?"
)
_SERIES = re.compile(r"(sr-|ds-a\.|ds-|a\.(?=[0-9]))")
_BRACKETS = re.compile(r"[\[(]([a-z0-9]+)[\])]")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_STUCK_LETTER = re.compile(r"(?<=[0-9])([a-z])\Z")
# In which order kinds are tried, by what an id begins with
_ORDERS: Mapping[str, tuple[TextKind, ...]] = {
    "sr-": (TextKind.ITEM, TextKind.OBJECTIVE, TextKind.STATEMENT),
    "": (TextKind.STATEMENT, TextKind.OBJECTIVE, TextKind.ITEM),
}
_DETERMINATION = (TextKind.OBJECTIVE,)


class TextPlaces:
    """The texts of a catalog by every spelling of their ids."""

    def __init__(self, baseline: Baseline) -> None:
        self.units = tuple(list_units(baseline.requirements))
        self._by_id = {unit.id: unit for unit in self.units}
        self._by_key: dict[TextKind, dict[str, TextUnit]] = {kind: {} for kind in TextKind}
        for unit in self.units:
            for spelling in (unit.label, unit.id):
                self._by_key[unit.kind].setdefault(_fold(spelling)[1], unit)
        self._add_controls(baseline)

    def _add_controls(self, baseline: Baseline) -> None:
        """The ids of a control mean its statement, and the only objective that it has."""
        for requirement in baseline.requirements:
            statement = self._by_id.get(requirement.statement_id)
            names = [_fold(name)[1] for name in (requirement.id, requirement.label)]
            for name in names:
                if statement:
                    self._by_key[TextKind.STATEMENT].setdefault(name, statement)
                if len(requirement.objectives) == 1:
                    only = self._by_id[requirement.objectives[0].id]
                    self._by_key[TextKind.OBJECTIVE].setdefault(name, only)

    def find(self, written: str, kind: TextKind | None = None) -> TextUnit | None:
        """The text that an id names, of that kind where one is given."""
        unit = self._by_id.get(written.strip())
        if unit is not None and kind in (None, unit.kind):
            return unit
        series, key = _fold(written)
        kinds = (kind,) if kind else _ORDERS.get(series, _DETERMINATION)
        for name in dict.fromkeys((key, _STUCK_LETTER.sub(r".\1", key))):
            for one in kinds:
                if name in self._by_key[one]:
                    return self._by_key[one][name]
        return None


def _fold(written: str) -> tuple[str, str]:
    """What series the id begins with, and the id in one form: `3.1.1.a`."""
    text = _WRAPPING.sub("", "".join(written.split()).casefold(), count=1)
    series = _SERIES.match(text)
    text = text[series.end() :] if series else text
    text = text.removesuffix("_smt").replace("_obj.", ".").replace("_smt.", ".")
    text = _ZEROS.sub("", _BRACKETS.sub(r".\1", text)).replace("..", ".").strip(".:")
    return (series[0] if series else ""), text
