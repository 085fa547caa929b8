"""A tenant as code: read its file, say what would change, and carry it out."""
