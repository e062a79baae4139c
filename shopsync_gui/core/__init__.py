"""Rules and values of the program, free of Qt, SQL, HTTP and files; every package may use them."""
