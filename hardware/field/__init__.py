"""What `portico-hardware` does, one file per command; talks to a person."""
