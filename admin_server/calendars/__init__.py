"""Calendar providers; one line each below."""
