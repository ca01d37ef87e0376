"""Documents for people: the plan as data, and its forms. Nothing here opens a file or prints."""
