"""The user's decisions: settings, schedules, a shop's choices, permissions."""
