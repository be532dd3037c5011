"""Whole stories, through webhooks, HTTP and a real browser."""
