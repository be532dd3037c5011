"""Guidance and the wording of every text, edited in Wagtail; knows no cases."""
