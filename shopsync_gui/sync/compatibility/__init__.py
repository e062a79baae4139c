"""The compatibility check: the ways of an account, read and tried out."""
