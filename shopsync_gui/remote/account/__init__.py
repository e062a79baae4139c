"""The client of a SalesAutopilot account: its lists, and the writes."""
