"""The only place that imports trestle."""
