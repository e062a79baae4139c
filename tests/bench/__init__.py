"""The speed goals, each measured against its alternative in the same run."""
