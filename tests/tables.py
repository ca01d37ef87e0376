"""One test over a table, where a row is cheaper than what a test of its own costs.

A parametrised test costs 1 to 2 ms before it does anything: each process collects it, and the
processes tell each other of it. A table of hundreds of rows that only compare values is one test
instead, which tries every row and names all that fail.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import pytest

Test = Callable[..., None]
_Param = type(pytest.param(0))
_SHOWN_ROWS = 40  # of those that fail, by name
_LONGEST_NAME = 60  # of a value that names its row; a longer one is named by its number


def check_each(
    names: str | tuple[str, ...],
    rows: Iterable[Any] | Callable[[], Iterable[Any]],
    ids: Callable[[Any], Any] | Sequence[str] | None = None,
) -> Callable[[Test], Test]:
    """As `pytest.mark.parametrize`, in one test; fixtures are made once for all rows.

    Rows that take long to make are given as a function, which only the test itself calls. Not for a
    test that changes what a fixture gives it.
    """
    arguments = [name.strip() for name in names.split(",")] if isinstance(names, str) else [*names]
    make_rows = rows if callable(rows) else partial(list, [*rows])

    def decorate(test: Test) -> Test:
        @functools.wraps(test)
        def run_table(**fixtures: Any) -> None:
            table = [*make_rows()]
            assert table, "a table without rows proves nothing"
            errors = []
            for number, row in enumerate(table):
                values = _read_row(row, len(arguments))
                try:
                    test(**fixtures, **dict(zip(arguments, values, strict=True)))
                except (Exception, pytest.fail.Exception, BaseExceptionGroup) as error:
                    label = _find_id(row) or _label_row(values, number, ids)
                    error.add_note(f"row: {label}")
                    errors.append((label, error))
            if errors:
                failed = ", ".join(label for label, _ in errors[:_SHOWN_ROWS])
                text = f"{len(errors)} of {len(table)} rows fail: {failed}"
                raise BaseExceptionGroup(text, [error for _, error in errors])

        signature = inspect.signature(test)
        kept = [item for name, item in signature.parameters.items() if name not in arguments]
        assert len(kept) == len(signature.parameters) - len(arguments), f"not all taken: {names}"
        run_table.__dict__["__signature__"] = signature.replace(parameters=kept)
        return run_table

    return decorate


def _read_row(row: Any, width: int) -> tuple[Any, ...]:
    if isinstance(row, _Param):
        assert not row.marks, "a row has no mark"
        return tuple(row.values)
    return (row,) if width == 1 else tuple(row)


def _find_id(row: Any) -> str:
    return str(row.id or "") if isinstance(row, _Param) else ""


def _label_row(row: tuple[Any, ...], number: int, ids: Any) -> str:
    if callable(ids):
        return "-".join(str(ids(item)) for item in row)
    if ids is not None:
        return str(ids[number])
    shown = (item if isinstance(item, str) else repr(item) for item in row)
    return "-".join(text if len(text) <= _LONGEST_NAME else f"#{number}" for text in shown)
