"""HTTP: the kiosk API and, later, the dashboard."""
