"""Runs: their receipts, the journal of their writes, approvals and mails."""
