"""The common knowledge of a team: as this computer has it, and changes it."""
