"""`attestle convert`: documents in another form or version, one by one or a folder of them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import click

from ..api import conversion, converted_files, folder_conversion
from ..api.validation import targets
from ..errors import ExitCode, UsageError
from ..findings import Finding
from ..store import files, folders
from .output import emit, emit_bytes, escape_line_feeds, summarize_place
from .stdin import read_stdin

_STREAM = "-"
# A package, or any other zip file of documents
_PACKAGE = ".zip"
# More names of files that were passed over are no news
_MOST_NAMED = 20
_FORM = click.Choice(conversion.FORMS)


@click.command(short_help="OSCAL in another form or version.")
@click.argument("source", metavar="IN")
@click.argument("out", metavar="OUT")
@click.option("--from", "given", type=_FORM, help="What IN is.  [default: by its ending]")
@click.option("--to", "form", type=_FORM, help="What OUT is to be.  [default: by its ending]")
@click.option(
    "--oscal-version",
    "version",
    metavar="V",
    help="Write it in this version of OSCAL, such as 1.1.2.  [default: the one it states]",
)
@click.option(
    "--lossy",
    is_flag=True,
    help="Leave out what the form or version cannot say, and list it; otherwise it is refused.",
)
@click.option(
    "--to-trestle",
    is_flag=True,
    help="Write a folder or package of documents as a workspace of compliance-trestle, in JSON.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 3 if a file would change.")
@click.option("--force", is_flag=True, help="Replace other files that stand at OUT.")
@click.pass_context
def convert(
    ctx: click.Context,
    /,
    source: str,
    out: str,
    given: str | None,
    form: str | None,
    version: str | None,
    *,
    lossy: bool,
    to_trestle: bool,
    check: bool,
    force: bool,
) -> None:
    """Write IN, a document of OSCAL or a folder of them, to OUT in another form or version.

    "-" is standard input or output. Of a folder or zip file every document is written into the
    folder OUT, and their hrefs to each other lead to the new files. All is written or nothing, and
    no other file is replaced without --force.
    """
    if check and out == _STREAM:
        raise UsageError("--check compares files; name one in place of -")
    if source != _STREAM and (folders.is_folder(Path(source)) or source.endswith(_PACKAGE)):
        if given is not None:
            raise UsageError("--from is for one document; in a folder the endings tell the forms")
        form = _choose_folder_form(form, out, to_trestle=to_trestle)
        outputs = _convert_folder(Path(source), Path(out), form, version, lossy, to_trestle)
        place = Path(out)
    else:
        if to_trestle:
            raise UsageError("--to-trestle takes a folder or a package of documents")
        place, name, form = _find_target(source, out, form)
        data = _convert_one(source, given, form, version, lossy=lossy)
        if not name:
            emit_bytes(data)
            return
        _note_left_hrefs(source, place, data, name)
        outputs = {name: data}
    changed = converted_files.save_converted(place, outputs, force=force, check=check)
    _report(ctx, place, changed, len(outputs), check=check)


def _choose_folder_form(form: str | None, out: str, *, to_trestle: bool) -> str:
    if out == _STREAM:
        raise UsageError("a folder is written into a folder; name one in place of -")
    if to_trestle:
        if form not in (None, "json"):
            raise UsageError("compliance-trestle's workspace is written in JSON; leave --to out")
        return "json"
    if form is None:
        raise UsageError("say which form the documents are to have: --to json, yaml or xml")
    return form


def _convert_folder(
    source: Path, out: Path, form: str, version: str | None, lossy: bool, to_trestle: bool
) -> dict[str, bytes]:
    inner, outer = folders.normalize_path(out), folders.normalize_path(source)
    if inner.is_relative_to(outer):
        raise UsageError(f"{out} is in {source}, and would be read with it; name another folder")
    done = folder_conversion.convert_documents(
        folder_conversion.find_documents(source),
        form,
        version,
        lossy=lossy,
        to_trestle=to_trestle,
    )
    _emit_losses(done.losses)
    for path in done.others[:_MOST_NAMED]:
        emit(f"not OSCAL, and not taken along: {escape_line_feeds(path)}", err=True)
    if len(done.others) > _MOST_NAMED:
        emit(f"and {len(done.others) - _MOST_NAMED} more that are not OSCAL", err=True)
    for path, first in sorted(done.twins.items()):
        emit(
            f"not taken along: {escape_line_feeds(path)}, the same document by its uuid as"
            f" {escape_line_feeds(first)}",
            err=True,
        )
    for href in done.outside:
        emit(f"leads out of the folder and stays: {escape_line_feeds(href)}", err=True)
    return dict(done.outputs)


def _find_target(source: str, out: str, form: str | None) -> tuple[Path, str, str]:
    """The folder, the name of the file in it ("" for standard output), and its form."""
    if out == _STREAM:
        if form is None:
            raise UsageError("say which form comes on standard output: --to json, yaml or xml")
        return Path(), "", form
    path = Path(out)
    if form is not None and source != _STREAM and folders.is_folder(path):
        return path, PurePosixPath(Path(source).name).stem + conversion.ENDINGS[form], form
    return path.parent, path.name, _agree_on_form(path, form)


def _agree_on_form(path: Path, form: str | None) -> str:
    """The form that the name of a file asks for, and the option where it is given."""
    told = conversion.find_form(path.name) if path.suffix in targets.ENDINGS else form
    if told is None:
        raise UsageError(f"{path} does not end as a form does; say it with --to json, yaml or xml")
    if form not in (None, told):
        raise UsageError(f"{path} ends as {told}, and --to says {form}; make them agree")
    return told


def _convert_one(
    source: str, given: str | None, form: str, version: str | None, *, lossy: bool
) -> bytes:
    """The document in its new form; what it lost is listed."""
    content = read_stdin() if source == _STREAM else files.read_outside(Path(source))
    name = source
    if source == _STREAM:
        name = targets.STDIN + targets.find_ending(content)
    if given is not None and conversion.find_form(name, content) != given:
        # what the ending says is not what it is
        name = str(PurePosixPath(name).with_suffix(conversion.ENDINGS[given]))
    done = conversion.convert_document(content, name, form, version, lossy)
    _emit_losses(conversion.make_loss_findings(name, content, done.losses))
    return done.content


def _emit_losses(losses: tuple[Finding, ...]) -> None:
    for item in losses:
        place = escape_line_feeds(summarize_place(item))
        emit(f"lost: {place} {item.pointer}: {escape_line_feeds(item.message)}", err=True)


def _note_left_hrefs(source: str, place: Path, data: bytes, name: str) -> None:
    """Relative hrefs are those of the document, not of a place: they stay, and somebody
    has to know.
    """
    if source != _STREAM and folders.normalize_path(Path(source)).parent == folders.normalize_path(
        place
    ):
        return
    number = conversion.count_relative_hrefs(data, name)
    if number:
        emit(
            f"note: {number} relative href{'s' if number != 1 else ''} stay as written, and lead"
            f" on from {place}; to move documents that name each other, convert their folder",
            err=True,
        )


def _report(
    ctx: click.Context, place: Path, changed: tuple[str, ...], number: int, *, check: bool
) -> None:
    for path in changed:
        emit(f"{'would write' if check else 'wrote'} {(place / path).as_posix()}")
    if not changed and not ctx.obj["quiet"]:
        emit(f"nothing to change: {number} file{'s' if number != 1 else ''}")
    if check and changed:
        ctx.exit(int(ExitCode.WOULD_CHANGE))
