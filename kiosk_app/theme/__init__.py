"""What the kiosk looks like: colours and sizes; pure, knows no drawing library."""
