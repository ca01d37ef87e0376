"""From what people wrote to OSCAL documents, and new files for them to write in.

Values in, plain trees or bytes out.
"""
