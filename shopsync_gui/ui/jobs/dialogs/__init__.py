"""The dialogs before a job: consent, preview, undo, old orders, and what they ask and show."""
