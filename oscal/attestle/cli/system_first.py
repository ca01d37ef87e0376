"""Commands whose first argument is a system, which may be left out where the workspace has one."""

from __future__ import annotations

from typing import Any

import click

from ..store.systems import choose_system
from .output import find_root


class SystemFirst(click.Command):
    """`poam close ITEM` where there is one system, `poam close SYSTEM ITEM` where there are more.

    The first argument is the system if every argument has a word of its own.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if self._lacks_one_word(ctx, args):
            args = [choose_system(find_root(ctx), None), *args]
        return super().parse_args(ctx, args)

    def _lacks_one_word(self, ctx: click.Context, args: list[str]) -> bool:
        """Whether all but one argument have a word; help asks for none."""
        if ctx.resilient_parsing or set(args) & set(ctx.help_option_names):
            return False
        names = [str(item.name) for item in self.params if isinstance(item, click.Argument)]
        try:
            values: dict[str, Any] = self.make_parser(ctx).parse_args(list(args))[0]
        except click.UsageError:
            return False  # told by the command itself
        words = sum(isinstance(values.get(name), str) for name in names)
        return len(names) > 1 and words == len(names) - 1
