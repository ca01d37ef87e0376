"""Line and column of a pointer into JSON, XML, YAML or front matter.

Computed only for files that have findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..formats import frontmatter
from ..formats.text_file import decode_text
from ..formats.yaml_tree import find_yaml_lines
from .json_positions import find_json_positions


def find_positions(
    path: str, data: bytes, pointers: Iterable[str]
) -> Mapping[str, tuple[int, int | None]]:
    """Line and column of each pointer into a file of any form, or of its nearest parent.

    In YAML the line alone.
    """
    if path.endswith(".json"):
        return find_json_positions(data, pointers)
    if path.endswith(".xml"):
        # few workspaces have XML, and its reader comes with the tables of every model
        from ..formats.xml_positions import find_xml_positions

        return find_xml_positions(data, pointers)
    return {key: (line, None) for key, line in find_lines(path, data, pointers).items()}


def find_lines(path: str, data: bytes, pointers: Iterable[str]) -> dict[str, int]:
    """The line of each pointer into a YAML file or the front matter of a markdown file.

    Of its nearest parent if it is not there.
    """
    text = decode_text(data).text
    first_line = 1
    if path.endswith(".md"):
        # front matter begins below the line of its fence
        text, first_line = frontmatter.split_front_matter(text).yaml, 2
    return find_yaml_lines(text, pointers, first_line)
