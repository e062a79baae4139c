"""Outputs: exported files, newsletters, mails, pictures and diagnostics."""
