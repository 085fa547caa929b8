"""The kiosk: what a visitor sees and touches in the lobby."""
