"""The sandbox's SalesAutopilot account."""
