"""Where the boxes, frames and lines of a drawing stand: pure geometry,
the same for the same input.
"""
