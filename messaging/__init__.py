"""Texts in and out: numbers, an outbox, the provider's webhooks. It knows no cases."""
