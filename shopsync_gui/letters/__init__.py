"""Letters as e-mail programs read them: HTML by a template and a compiler, and plain text."""
