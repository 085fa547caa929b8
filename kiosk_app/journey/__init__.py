"""The way a visit goes on the screen: states, events, effects; pure."""
