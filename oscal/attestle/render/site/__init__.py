"""A site: pages of documents with a frame to find one's way by, a search, and addresses."""
