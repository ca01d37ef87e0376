"""Text to values and back, without files: YAML, CSV, JSON, the sections of a requirement file,
profile resolution.
"""
