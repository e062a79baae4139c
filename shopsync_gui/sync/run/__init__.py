"""The parts of a run that all its steps share: session, locks, lists, the quiet time."""
