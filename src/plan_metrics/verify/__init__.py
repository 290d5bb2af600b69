"""Computes again what was published and says the same, or what differs and where a person can see it."""
