"""The demo: a believable day on a real calendar server."""
