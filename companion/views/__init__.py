"""Screens, by reader: load, check, change, show."""
