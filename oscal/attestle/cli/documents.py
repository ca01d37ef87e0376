"""Documents on the terminal, as lines or as the text of their markdown; and what is told of those
that are written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ..render.forms.text import write_lines
from ..render.frame import DocumentFrame, put_frame
from ..render.registry import find_builder, find_writer
from .output import emit
from .terminal import find_width


def emit_document(
    kind: str,
    form: str,
    value: object,
    *,
    width: int = 0,
    frame: DocumentFrame | None = None,
    **given: object,
) -> None:
    """`form` is text or md, of which markdown stands in the frame; `given` goes to the kind as it
    is. `width` is that of lines where there is no terminal.
    """
    document = find_builder(kind, form)(value, **given)
    if form == "md":
        if frame:
            # another document may follow
            document = replace(put_frame(document, frame), tail=document.tail)
        for line in find_writer(form)(document).decode().removesuffix("\n").split("\n"):
            emit(line, whole=True)
        return
    for line, style in write_lines(document, find_width() or width):
        emit(line, style=style)


def emit_written(root: Path, folder: Path, outputs: dict[str, bytes]) -> None:
    """Write documents, and say which."""
    from ..api.workspace_setup import write_out

    for path in write_out(folder, outputs):
        emit(f"wrote {path}")
    emit_template(root, outputs)


def emit_template(root: Path, names: Iterable[str]) -> None:
    """What became of the house style, where a Word file is among those written."""
    if any(name.endswith(".docx") for name in names):
        from ..api.document_templates import describe_template

        for line in describe_template(root):
            emit(line, err=True)
