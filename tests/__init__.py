"""Tests that enter as people do: through HTTP, through texts, through commands."""
