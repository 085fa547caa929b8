"""What everybody has of their own: name, password, second factor, passkeys, sessions."""
