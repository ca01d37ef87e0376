"""Many workspaces judged at once, each apart from the others."""
