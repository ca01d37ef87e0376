"""What the tool reasons about, in the words of OSCAL and CMMC: frozen dataclasses without behaviour
that reads or writes.
"""
