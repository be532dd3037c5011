"""What can be measured, on which database; imports nothing, so that anybody may ask."""

METHOD = (
    "one Python process on the same cores, requests built and signed beforehand, 4 at once, "
    "a connection each, as gunicorn's sync workers keep none open"
)
# Each is measured on SQLite, on PostgreSQL, or on PostgreSQL with this broker.
ROWS = {
    "accept_sqlite": "sqlite",
    "accept_pg": "pg",
    "reply_pg": "pg",
    "reply_p95_ms": "pg",
    "danger_p99_s": "pg",
    "drain_pg": "pg",
    "reply_during_drain_p99_s": "pg",
    "workers_redis": "redis",
    "workers_rabbitmq": "rabbitmq",
}
