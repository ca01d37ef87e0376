"""The four OSCAL documents of a system, built from its files and brought together with those there are."""
