"""Documents for people: values become a document model (`kinds`), a model becomes bytes (`forms`),
and `registry` is the one table of both. Nothing here opens a file or prints.
"""
