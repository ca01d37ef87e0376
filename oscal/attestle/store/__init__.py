"""The only place that opens files: layout, safe reading, atomic writing, positions."""
