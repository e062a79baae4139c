"""What the program knows, free of Qt, SQL, HTTP and files, so that every other room can rely on it."""
