"""The newsletter page: the letters that are kept, and the composer with its preview."""
