"""The four OSCAL documents of a system: built from its files, merged with those on disk."""
