"""`attestle verify`."""

import click


@click.command()
def verify() -> None: ...
