"""Checks over a workspace: plain functions in tuples.

Each yields findings and always runs to its end. Nothing is loaded here: `system_sets` and
`document_sets` name the rules of the two halves, and who judges one does without the other.
"""
