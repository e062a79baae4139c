"""Backups and restoring, the history's age, and the disconnecting of a shop."""
