"""What does things: the loop, the server calls, the devices, the timers."""
