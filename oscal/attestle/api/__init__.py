"""What the command line and a Python program can ask for: layers composed, nothing printed.

Each submodule loads the layers it composes; `library` has what a Python program calls.
"""
