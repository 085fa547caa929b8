"""One file per kind of scanner."""
