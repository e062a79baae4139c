"""Jobs and runs: their states, receipts, words and mails."""
