"""HTTP as both services are spoken to: limits, encryption, repeats, answers as they come."""
