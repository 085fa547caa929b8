"""The rules of a visit; pure, and the ports through which they reach the world."""
