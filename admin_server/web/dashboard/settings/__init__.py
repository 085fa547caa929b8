"""Settings: what belongs to the organisation, its sites, people and ways to sign in."""
