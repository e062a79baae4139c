"""The values of lenient JSON: numbers and texts in whatever form they are written."""
