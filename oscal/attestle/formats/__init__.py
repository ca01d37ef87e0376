"""Text to values and back, without files.

YAML, CSV, JSON, spreadsheets, the sections of a requirement file, profile resolution.
"""
