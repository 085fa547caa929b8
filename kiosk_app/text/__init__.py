"""Every word a visitor reads: one file per language, and how it is read."""
