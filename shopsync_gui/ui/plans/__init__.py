"""Plans before they are carried out: what a sync or an import of old orders would write."""
