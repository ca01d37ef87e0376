"""`--all`: a command over every system of the workspace, in several processes at once.

What a system is told of stands together, and the systems stand by name, however many processes
there are. What goes wrong in one stops no other; the exit code is the gravest.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import click

from ..errors import ExitCode, ToolkitError, UsageError, find_gravest
from ..lazy_dataclasses import dataclass
from ..model.counted_names import count_things, name_some
from ..store.systems import list_systems
from .output import emit, find_root, write_json
from .terminal import find_width

_ARGUMENTS = "attestle.arguments"
_ERROR = "error: "
# More names make no line that is read
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class SystemRun:
    """A command as it was typed, and the system that it is run for.

    `width` is that of the terminal, 0 where there is none, `colour` whether it shows any.
    """

    words: tuple[str, ...]
    system: str
    width: int
    colour: bool


@dataclass(frozen=True, slots=True)
class SystemOutput:
    """What a run for one system printed, and its exit code."""

    system: str
    printed: str
    told: str
    code: int


def all_option(short: str = "--all") -> click.Option:
    """`--all`; where that means something else in a command, only the long spelling."""
    names = dict.fromkeys((short, "--all-systems"))
    words = "Every system of the workspace, by name; what goes wrong in one stops no other."
    return click.Option((*names, "every"), is_flag=True, help=words)


def jobs_option() -> click.Option:
    return click.Option(
        ("--jobs",),
        type=click.IntRange(min=1),
        metavar="N",
        help="How many processes to use where there are many systems; those that help otherwise.",
    )


class PerSystem(click.Command):
    """A command about one system that takes `--all`.

    `single` are the options that write to one place of their own and go with one system alone.
    """

    def __init__(
        self, *args: Any, single: Sequence[str] = (), short: str = "--all", **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self._single = tuple(single)
        arguments = sum(isinstance(item, click.Argument) for item in self.params)
        self.params[arguments:arguments] = [all_option(short), jobs_option()]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_ARGUMENTS] = tuple(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        every, jobs = ctx.params.pop("every"), ctx.params.pop("jobs")
        system = ctx.obj["one_of_all"]
        if system is not None:
            _put_system(ctx, system)
        elif every:
            return self.run_all(ctx, jobs)
        elif jobs is not None:
            raise UsageError("--jobs goes with --all")
        return super().invoke(ctx)

    def run_all(self, ctx: click.Context, jobs: int | None) -> None:
        """Run for every system, and leave with the gravest exit code."""
        self.refuse_beside_all(ctx)
        names = list_all(ctx)
        done = run_for_each(ctx, names, jobs)
        is_json = ctx.params.get("form") == "json" and not ctx.params.get("forms")
        code = print_json(done) if is_json else print_text(done)
        if code:
            ctx.exit(int(code))

    def refuse_beside_all(self, ctx: click.Context) -> None:
        """Raises UsageError where one system, or something that is of one alone,
        is asked for too.
        """
        given = ctx.params.get("system")
        if given:
            raise UsageError(f'"{given}" and --all: name one system, or ask for all of them')
        for item in self.params:
            if item.name in self._single and ctx.params.get(item.name):
                raise UsageError(f"{item.opts[0]} is of one system, and --all asks for all of them")


def _put_system(ctx: click.Context, system: str) -> None:
    if "words" in ctx.params:
        ctx.params["words"] = (*ctx.params["words"], system)
    else:
        ctx.params["system"] = system


def list_all(ctx: click.Context) -> tuple[str, ...]:
    """Every system, by name. Raises UsageError where there is none."""
    names = list_systems(find_root(ctx))
    if not names:
        raise UsageError("the workspace has no system yet; make one with: attestle new system NAME")
    return tuple(sorted(names))


def run_for_each(
    ctx: click.Context, names: Sequence[str], jobs: int | None
) -> Iterator[SystemOutput]:
    """The command as it was typed, for each of the systems; in their order."""
    # a command about one system does without what this loads
    from ..api.worker_processes import choose_number, map_in_order

    words = (*_write_root_words(ctx), *_list_command_words(ctx), *ctx.meta[_ARGUMENTS])
    run = SystemRun(words, "", find_width(), _shows_colour())
    runs = [replace(run, system=name) for name in names]
    return map_in_order(run_for_system, runs, choose_number(jobs, len(names)))


def _write_root_words(ctx: click.Context) -> Iterator[str]:
    if ctx.obj["folder"]:
        yield from ("--root", ctx.obj["folder"])
    if ctx.obj["quiet"]:
        yield "--quiet"
    if ctx.obj["verbose"]:
        yield "--verbose"


def _list_command_words(ctx: click.Context) -> list[str]:
    words: list[str] = []
    place: click.Context | None = ctx
    while place is not None and place.parent is not None:
        words.insert(0, str(place.info_name))
        place = place.parent
    return words


def _shows_colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def run_for_system(run: SystemRun) -> SystemOutput:
    """One run, in this process; nothing is printed."""
    printed, told = io.BytesIO(), io.BytesIO()
    # the table of commands names the files of all commands: imported when it runs
    root: click.Group = importlib.import_module(".root", __package__).root
    with _capture(printed, told), _set_width(run.width):
        try:
            code = root.main(
                run.words,
                prog_name="attestle",
                standalone_mode=False,
                obj={"one_of_all": run.system},
                color=run.colour,
            )
        except click.ClickException as error:
            emit(f"{_ERROR}{error.format_message()}", err=True)
            code = int(ExitCode.USAGE)
        except ToolkitError as error:
            emit(f"{_ERROR}{error}", err=True)
            code = int(error.exit_code)
    first, second = (item.getvalue().decode("utf-8", "replace") for item in (printed, told))
    return SystemOutput(run.system, first, second, code if isinstance(code, int) else 0)


@contextlib.contextmanager
def _capture(printed: io.BytesIO, told: io.BytesIO) -> Iterator[None]:
    streams = [
        io.TextIOWrapper(item, "utf-8", "backslashreplace", newline="", write_through=True)
        for item in (printed, told)
    ]
    try:
        with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
            yield
    finally:
        for stream in streams:
            stream.flush()
            # it would close what it writes to
            stream.detach()


@contextlib.contextmanager
def _set_width(width: int) -> Iterator[None]:
    """Lines are wrapped as on the terminal, which what is captured is not."""
    before = os.environ.get("COLUMNS")
    if width:
        os.environ["COLUMNS"] = str(width)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("COLUMNS", None)
        else:
            os.environ["COLUMNS"] = before


def print_text(done: Iterable[SystemOutput]) -> ExitCode:
    """What each printed below its name, and how many there were at the end."""
    codes: dict[str, int] = {}
    for item in done:
        if item.printed or item.told:
            emit(f"{item.system}:", style="bold")
        click.echo(item.printed, nl=False)
        click.echo(item.told, nl=False, err=True)
        codes[item.system] = item.code
    emit(describe_end(codes))
    return find_gravest(codes.values())


def describe_end(codes: dict[str, int]) -> str:
    """`3 systems, 1 of them not fine: enclave`."""
    bad = [name for name, code in codes.items() if code]
    number = count_things(len(codes), "system")
    if not bad:
        return number
    return f"{number}, {len(bad)} of them not fine: {name_some(bad, _MOST_NAMED)}"


def print_json(done: Iterable[SystemOutput]) -> ExitCode:
    """`{"systems": [...]}`, each as for one alone; of one that could not be judged why."""
    codes: list[int] = []
    click.echo('{\n  "systems": [', nl=False)
    for item in done:
        click.echo(item.told, nl=False, err=True)
        text = item.printed or describe_failure(item)
        # no text of JSON holds a line end
        lines = "".join(f"\n    {line}" for line in text.rstrip("\n").split("\n"))
        click.echo(f"{',' if codes else ''}{lines}", nl=False)
        codes.append(item.code)
    click.echo("\n  ]\n}")
    return find_gravest(codes)


def describe_failure(item: SystemOutput) -> str:
    """What stands in the place of a system of which nothing was printed."""
    lines = [line for line in item.told.splitlines() if line.startswith(_ERROR)]
    why = lines[-1].removeprefix(_ERROR) if lines else ""
    return write_json({"system": item.system, "error": why, "exit_code": item.code})
