"""The database file: opened, migrated, copied; its transactions, errors and codecs."""
