"""What the command line does to a store, whether or not a server runs on it."""
