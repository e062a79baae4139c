"""What `dev.py fuzz` mutates: each module is a kind, whose `play` tries one seed in an empty folder."""
