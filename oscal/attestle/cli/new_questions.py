"""What the commands of `attestle new` share: questions, names, and a file that is written."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from typing import Any

import click

from ..api import workspace_setup
from ..api.sound_systems import find_system_folder
from ..api.validation.workspace_checks import find_problems
from ..store.layout import check_slug
from .output import emit, emit_findings, find_root

Command = Callable[..., Any]


class PromptedOption(click.Option):
    """Asked for; in a script whose input has ended what has a default takes it."""

    def prompt_for_value(self, ctx: click.Context) -> Any:
        # a copy says what the other one says; what is not given is a sentinel, and no text
        if isinstance(ctx.params.get("other"), str):
            return None
        asked = copy.copy(self)
        if isinstance(self.show_default, str):
            # what it says of the default is for --help; here the default itself is known
            asked.show_default = True
        try:
            return super(PromptedOption, asked).prompt_for_value(ctx)
        except click.Abort:
            default = self.get_default(ctx)
            if sys.stdin.isatty() or not isinstance(default, str | bool):
                raise
            return self.process_value(ctx, default)


def prompt_for(name: str, text: str, **kwargs: Any) -> Callable[[Command], Command]:
    """An option that is asked for when it is not given."""
    return click.option(name, prompt=text, help=f"{text}.", cls=PromptedOption, **kwargs)


def prompt_unless_taken(name: str, text: str, **kwargs: Any) -> Callable[[Command], Command]:
    """An option that is asked for when it is not given.

    Not where a component-definition says it.
    """

    def ask(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
        if value is not None or ctx.params.get("origin") or ctx.resilient_parsing:
            return value
        answer: str = click.prompt(text, type=param.type)
        return answer

    return click.option(name, help=f"{text}.", callback=ask, **kwargs)


def take_name(argument: str, what: str) -> Callable[[Command], Command]:
    """An argument that becomes a file or folder name; judged before anything is asked."""

    def judge(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
        return check_slug(value, what)

    return click.argument(argument, is_eager=True, callback=judge)


def write_new_file(
    ctx: click.Context,
    system: str | None,
    path: str,
    data: bytes,
    kind: str,
    more: dict[str, bytes] | None = None,
) -> None:
    """Write a file of a system, and what stands beside it; then say what is wrong with it.

    `kind` is its schema. What it names may still have to be made, so errors stop nothing.
    """
    root = find_root(ctx)
    folder = find_system_folder(root, system)
    main = f"{folder}/{path}"
    beside = {f"{folder}/{name}": content for name, content in (more or {}).items()}
    written = workspace_setup.write_new_files(root, {main: data, **beside}, {main: kind})
    for name in written:
        emit(f"wrote {name}")
    errors = [item for item in find_problems(root, written) if item.is_error]
    if errors:
        emit("what it names is not there yet; correct the file:", err=True)
        emit_findings(errors, err=True)
