"""How this package was installed, as the installer recorded it."""

from __future__ import annotations

from importlib.metadata import distribution

from ..formats.install_source import NAME, InstallSource, read_install_source


def find_install_source() -> InstallSource:
    """Where it came from, as far as another machine can have it from there."""
    installed = distribution(NAME)
    return read_install_source(installed.read_text("direct_url.json"), installed.version)
