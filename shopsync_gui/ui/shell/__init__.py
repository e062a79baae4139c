"""The frame of the window: tree, path, pages, status line, tray, and what guards a start."""
