"""The making of plans: of a sync, of old orders, of an undo; and the brake on them."""
