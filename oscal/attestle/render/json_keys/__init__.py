"""The keys of `--format json`, which are a contract with programs and no documents.

They stand here because this is the lowest room that sees all the values they are made of, and
above it both the command line and what hands documents over need them.
"""
