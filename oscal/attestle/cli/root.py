"""The root command: lazy subcommands, and the one place where an exception becomes an exit code."""

from __future__ import annotations

import datetime as dt
import importlib
import os
import tempfile
import traceback
from collections.abc import Mapping

import click

from ..errors import ExitCode, ToolkitError, WorkspaceError
from .output import emit

# command -> (module, attribute, what it does); read without importing the modules
COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "init": ("init", "init", "Make a new workspace."),
    "start": ("start", "start", "The first five minutes, in questions."),
    "new": (
        "new",
        "new",
        "Scaffold one thing: a system, its engagement, scope, people, components, evidence, items.",
    ),
    "rename": ("rename", "rename", "Another name for a thing, wherever files name it."),
    "remove": ("remove", "remove", "Take a thing out that nothing names any more."),
    "ssp": ("ssp", "ssp", "Write or refresh the markdown, assemble it to OSCAL."),
    "validate": ("validate", "validate", "Check a workspace, or files and folders of it."),
    "explain": ("explain", "explain", "Why a rule exists, its source, a bad and a good example."),
    "status": ("status", "status", "Ratings, both scores, and what blocks a CMMC status."),
    "portfolio": (
        "portfolio",
        "portfolio",
        "Many workspaces at once: where each stands, and which needs somebody first.",
    ),
    "ready": ("ready", "ready", "What a lead assessor checks on the first day, point by point."),
    "mine": ("mine", "mine", "What a role has to look at this week."),
    "gap": (
        "gap",
        "gap",
        "What a SOC 2 programme gives for CMMC, what is open, and the work that is left.",
    ),
    "plan": (
        "plan",
        "plan",
        "The projects that close what is open, and the questions to ask before they begin.",
    ),
    "crosswalk": ("crosswalk", "crosswalk", "Show, check, export and build mappings."),
    "import": ("import_", "import_", "Take in what teams have: SOC 2 controls, states, evidence."),
    "confirm": (
        "confirm",
        "confirm",
        "Answers that a sheet gave for whole requirements, after somebody looked.",
    ),
    "poam": ("poam", "poam", "The plan of action: list, open what is missing, close."),
    "diff": (
        "diff",
        "diff",
        "What changed between two revisions, objective by objective, in words.",
    ),
    "evidence": ("evidence", "evidence", "Hashes and freshness of evidence."),
    "render": ("render", "render", "Documents for people, one by one or all of them."),
    "package": ("package", "package", "The hand-over: one file for one audience."),
    "serve": (
        "serve",
        "serve",
        "The site of a system in your browser, which follows your edits.",
    ),
    "verify": ("verify", "verify", "Check a package: every byte, its OSCAL, its score."),
    "catalog": ("catalog", "catalog", "List and show requirements and criteria."),
    "profile": ("profile", "profile", "Resolve a profile."),
    "keygen": ("keygen", "keygen", "A pair of keys to sign packages with."),
    "sign": ("sign", "sign", "Sign a package, or stamp the time of its signature."),
    "affirm": (
        "affirm",
        "affirm",
        "The dossier of an affirmation, what changed since, a past score anew.",
    ),
    "convert": (
        "convert",
        "convert",
        "OSCAL in another form or version: JSON, YAML, XML; a folder as a workspace of trestle.",
    ),
    "merge-driver": (
        "merge",
        "merge_driver",
        "For git: merge an assembled document that two branches changed.",
    ),
}


# Options of the root, which people type behind a command too
_BEFORE_COMMAND = ("-q", "--quiet", "-v", "--verbose", "--root")


class Root(click.Group):
    """Subcommands are imported when they run; `--help` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(
            importlib.import_module(f".{module}", __package__), attribute
        )
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, _, words) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from ..nearest import suggest_words

            way_out = suggest_words(args[0], COMMANDS) or "see: attestle --help"
            raise click.UsageError(f'no command "{args[0]}"; {way_out}', ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Every exception becomes a message and an exit code, and no traceback is shown."""
        try:
            return super().invoke(ctx)
        except ToolkitError as error:
            if isinstance(error, WorkspaceError):
                from .report_groups import emit_grouped

                emit_grouped(error.findings, err=True)
            emit(f"error: {error}", err=True)
            ctx.exit(int(error.exit_code))
        except click.Abort:
            emit(
                "\nerror: stopped before everything was asked; nothing was written. What is asked"
                " for can be given as options: see --help",
                err=True,
            )
            ctx.exit(int(ExitCode.USAGE))
        except click.NoSuchOption as error:
            if error.option_name in _BEFORE_COMMAND:
                place = f"attestle {error.option_name} {ctx.invoked_subcommand or 'COMMAND'} ..."
                raise click.UsageError(
                    f"{error.option_name} stands before the command: {place}", error.ctx
                ) from error
            raise
        except (click.ClickException, click.exceptions.Exit):
            raise
        except BrokenPipeError:
            # nobody reads any more; without this Python complains when it flushes at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            ctx.exit(int(ExitCode.OK))
        except OSError as error:
            what = f" {error.filename}" if error.filename else ""
            emit(
                f"error: cannot read or write{what}: {error.strerror or error}{_write_log(error)}",
                err=True,
            )
            ctx.exit(int(ExitCode.INTERNAL))
        except Exception as error:
            emit(
                f"error: something went wrong inside attestle ({type(error).__name__}); please"
                f" report it{_write_log(error)}",
                err=True,
            )
            ctx.exit(int(ExitCode.INTERNAL))


def _write_log(error: Exception) -> str:
    return write_log("".join(traceback.format_exception(error)))


def write_log(trace: str) -> str:
    """The traceback in a file of the user's own; the words that say where it is."""
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
    try:
        handle, path = tempfile.mkstemp(prefix=f"attestle-{stamp}-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(trace)
    except OSError:  # no room for a log either
        return ""
    return f"; the log to attach is {path}"


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="attestle", message="attestle %(version)s")
@click.option(
    "--root",
    "folder",
    metavar="DIR",
    help="The workspace, or a folder in it; otherwise the current folder is asked.",
)
@click.option(
    "-q",
    "--quiet",
    is_flag=True,
    help="Print only what was asked for, and errors; stands before the command.",
)
@click.option(
    "-v", "--verbose", is_flag=True, help="Print more of what is done; stands before the command."
)
@click.pass_context
def root(ctx: click.Context, folder: str | None, quiet: bool, verbose: bool) -> None:
    """From a SOC 2 programme to a CMMC Level 2 package, as OSCAL documents in git.

    Exit codes: 0 fine, 1 findings or defects, 2 wrong usage, 3 would change (--check), 4 internal
    error, 5 verification failed.
    """
    given = ctx.obj or {}
    ctx.obj = {
        "folder": folder,
        "quiet": quiet,
        "verbose": verbose,
        "is_step": bool(given.get("is_step")),
        # the one of all systems that this run is about, where another one asked for them
        "one_of_all": given.get("one_of_all"),
    }
