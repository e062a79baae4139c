"""The plan of a run, and the verdict on what is still unequal after it."""
