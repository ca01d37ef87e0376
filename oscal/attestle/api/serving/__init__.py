"""A site that is shown while its files are edited: what is answered, and when it is made anew."""
