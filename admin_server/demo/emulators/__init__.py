"""Stand-ins for vendors: real servers of our own that behave as theirs do."""
