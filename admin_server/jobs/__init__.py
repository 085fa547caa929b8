"""What the server does by itself, in the background."""
