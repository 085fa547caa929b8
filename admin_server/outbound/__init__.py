"""How we talk to the outside: one HTTP client with a deadline and a byte cap."""
