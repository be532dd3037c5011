"""What a text means, worked out from words kept as data; nothing in here knows a record."""
