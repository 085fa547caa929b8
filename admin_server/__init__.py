"""The admin server: who is expected, who is here, and where they are to go."""
