"""The computer around the program: folders, secrets, language, the lock of a data folder, logs."""
