"""What leaves the program: exports, newsletters, mails, pictures, diagnostics."""
