"""Widgets, dialogs and tables in the program's look; a toolkit that knows no shop."""
