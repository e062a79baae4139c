"""The reads of the pages: rows of the grid, one product in full, changes, the overview."""
