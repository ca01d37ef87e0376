"""The house style of Word documents: the file that the settings name, checked before it is used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..errors import UsageError
from ..formats.office_package import WORD_FILE, find_unsafe_part
from ..store import files
from ..store.own_template import read_template_bytes, read_template_path


def read_own_template(root: Path) -> bytes:
    """The bytes of the template, b"" where the settings name none. Raises UsageError, with the
    reason, for a file that is not there or not safe to use.
    """
    path = read_template_path(root)
    if not path:
        return b""
    try:
        data = read_template_bytes(root, path)
    except FileNotFoundError as error:
        raise _refuse(path, "there is no such file") from error
    except files.Unreadable as error:
        raise _refuse(path, str(error)) from error
    if reason := find_unsafe_part(data, WORD_FILE):
        raise _refuse(path, reason)
    # the parser of Word files is slow to load, and no other document needs it
    from ..render.forms.docx_template import UnusableTemplate, read_template

    try:
        read_template(data)
    except UnusableTemplate as error:
        raise _refuse(path, str(error)) from error
    return data


def describe_template(root: Path) -> tuple[str, ...]:
    """What is taken from the template and what is not, in lines;
    none where there is no template.
    """
    data = read_own_template(root)
    return tuple(_describe(read_template_path(root), data)) if data else ()


def _describe(path: str, data: bytes) -> Iterator[str]:
    from ..render.forms.docx_template import read_template

    template = read_template(data)
    total = len(template.used) + len(template.missing)
    yield f"template {path}: {len(template.used)} of {total} styles are its own"
    if template.used:
        yield f"  taken from it: {', '.join(template.used)}"
    if template.missing:
        font = template.styles.font
        yield (
            f"  it lacks, and attestle's own are used in its font {font}:"
            f" {', '.join(template.missing)}"
        )
    parts = [name for name in ("cover", "header", "footer") if getattr(template, name)]
    if parts:
        yield f"  with its {', '.join(parts)}; marking and page numbers are attestle's"
    for item in template.left_out:
        yield f"  left out: {item}"


def _refuse(path: str, reason: str) -> UsageError:
    return UsageError(f"{path}, the template that attestle.toml names, cannot be used: {reason}")
