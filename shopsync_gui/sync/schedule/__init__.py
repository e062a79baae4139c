"""The schedule of syncs: when one is due, what keeps it from running, whose turn it is."""
