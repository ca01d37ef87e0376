"""A site that is shown while its files are edited: what a page is answered with, and when it is made anew."""
