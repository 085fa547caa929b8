"""The kiosk API, one file per noun."""
