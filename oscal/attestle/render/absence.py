"""What stands where nothing is recorded; only an author's own `none` is printed as none."""

from __future__ import annotations

from ..model.authored_values import is_stated_none
from .document_parts import DocumentCell, TextLine
from .table_cells import NOT_RECORDED, text_cell


def write_absence(what: str, value: object) -> TextLine:
    """In place of an empty list: that nothing is recorded, unless the author wrote `none`."""
    if is_stated_none(value):
        return TextLine(f"None: the organization states that there are no {what}.")
    return TextLine(f"Not recorded: this plan does not say yet whether there are {what}.", "quiet")


def write_list(words: tuple[str, ...]) -> str:
    return "none" if is_stated_none(words) else ", ".join(words).replace("-", " ")


def write_yes(value: bool | None) -> DocumentCell:
    return text_cell({True: "Yes", False: "No", None: ""}[value], NOT_RECORDED)
