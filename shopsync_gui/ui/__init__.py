"""The window: the only room that knows Qt, so that all others work without a display."""
