"""Kiosks: pairing them, how they are, taking one away."""
