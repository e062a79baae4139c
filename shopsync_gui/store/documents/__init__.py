"""Letters, their presets and saved views, on this computer and on those of a team."""
