"""`attestle serve`: the site of a system in a browser of this machine, which follows the edits."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import time
import traceback
import webbrowser

import click

from ..api.serving.live_history import LiveHistory
from ..api.serving.live_pages import LivePages
from ..api.serving.served_site import make_site_maker
from ..api.serving.site_watch import MadePages, MakePages, ShownChange, SiteWatch, make_look
from ..api.worker_processes import count_readers
from ..errors import InternalError, ToolkitError
from ..model.counted_names import name_some
from ..model.shown_words import TextsChoice
from ..store.shared_documents import share_documents
from ..store.systems import choose_system
from .output import day_option, emit, escape_line_feeds, find_root
from .page_server import open_server
from .root import write_log

DEFAULT_PORT = 8171
# Seconds between two looks, of which two must be alike: within a second all of it is to be shown
_PAUSE = 0.1
_MOST_NAMED = 5
_EARLIER_SCORES = "the scores of earlier weeks"


@click.command()
@click.argument("system", required=False)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    metavar="N",
    help="The port of this machine; 0 for any that is free.",
)
@click.option("--open", "opens", is_flag=True, help="Open the first page in your browser.")
@click.option(
    "--texts",
    type=click.Choice([str(choice) for choice in TextsChoice]),
    help="Whose words of requirements are shown, as in attestle render.",
)
@day_option
@click.pass_context
def serve(
    ctx: click.Context,
    system: str | None,
    port: int,
    opens: bool,
    texts: str | None,
    as_of: dt.datetime | None,
) -> None:
    """Show the site of SYSTEM on this machine alone, and load its pages again while you edit.

    The pages are those of attestle render site. While a file cannot be read, the last ones stay and
    say what is wrong, with file and line. Nothing is written. Ctrl-C ends it.
    """
    root = find_root(ctx)
    name = choose_system(root, system)
    # not in this process, which has the edits to show
    history = LiveHistory(root, max(2, count_readers() - 1))
    look = make_look(root, lambda: {_EARLIER_SCORES: history.runs})
    make = make_site_maker(
        root,
        name,
        history,
        as_of=as_of.date() if as_of else None,
        texts=TextsChoice(texts) if texts else None,
    )
    pages = LivePages()
    watch = SiteWatch(pages, _guard(make))
    with share_documents(), open_server(port, pages) as server, contextlib.closing(history):
        before = look()
        _report(watch.update())
        emit(f"{name}: {server.address}; Ctrl-C ends it", whole=True)
        if opens:
            webbrowser.open(server.address)
        for change in watch.follow(before, look, lambda: time.sleep(_PAUSE)):
            _report(change)
            gc.collect()  # it is rare while commands run, and this one runs long


def _guard(make: MakePages) -> MakePages:
    """What goes wrong inside this program while a file is half written ends nothing."""

    def make_guarded() -> MadePages:
        try:
            return make()
        except (ToolkitError, OSError):
            raise
        except Exception as error:  # a defect of ours; the next save may do without it
            log = write_log("".join(traceback.format_exception(error)))
            raise InternalError(
                f"something went wrong inside attestle ({type(error).__name__}){log}"
            ) from error

    return make_guarded


def _report(change: ShownChange) -> None:
    if change.paths:
        emit(
            f"changed: {name_some(tuple(map(escape_line_feeds, change.paths)), _MOST_NAMED)}",
            err=True,
        )
    if change.headline:
        emit(change.headline, err=True, style="red" if not change.made else "yellow")
        for line in change.troubles:
            emit(escape_line_feeds(line), err=True)
