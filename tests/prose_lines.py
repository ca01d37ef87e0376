"""Lines of prose that a reader of sections may stumble over, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

NASTY = (
    "", " ", "\t", "# H1", "## H2", "### H3", "## Real <!-- @objective b -->", "\\## Real <!-- @objective b -->", "\\\\## x <!-- @y -->", "## x <!--@-->",
    "## almost <!-- @objective b --> text", "##\tTab <!-- @draft -->  ", " ## indented <!-- @objective a -->", "```", "~~~", "````text", "    indented code",
    "- State: implemented", "* Evidence: ev-a", "- Objectives: a, b", "- a", "  - nested", "1. one", "> quote", "| a | b |", "|---|---|", "| a \\| b | c |", "---", "===", "***",
    "Setext", "=======", "<<<<<<<", ">>>>>>> ", "<!-- comment -->", "<!--", "-->", "<details>", "</details>", "hard break  ", "back\\", "{{ insert: param, x }}", "{% raw %}",
    "[ref]: https://example.com", "[^1]: note", "$$x^2$$", "\u202eright to left", "\U0001f600 emoji", "\u2028line separator", "\x0bvertical", "\x85next", "\x0c", "lone\rcarriage",
    "x" * 5000, "<!-- @", "## <!-- @reference -->", "state: x", "### [b] B <!-- @objective b -->", "**[b]** <!-- @objective b -->", "\\[b] B <!-- @objective b -->",
    "\\\\__b__ <!-- @component b -->", "[b] B <!-- @objective b -->", "State: implemented", "**Status:** met", "Evidence: ev-a", "- Stat: implementd", "- Evdence:",
)  # fmt: skip
LINE = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_characters="\n\0", exclude_categories=["Cs"]), max_size=30),
)
