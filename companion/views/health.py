"""For machines that watch the service: alive, and ready."""

from collections.abc import Callable
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError

from companion.access import health

SILENT_FOR = timedelta(seconds=60)
BROKER_TIMEOUT = 2  # seconds


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Texts are taken in, read and sent on: 503 while any of it is not so."""
    checks = {
        "database": _works(health.database_answers),
        "broker": _works(_broker_answers),
        "worker": _in_time(health.worker_seen, SILENT_FOR),
        "inbox": _in_time(health.inbox_lag, settings.REPLY_WITHIN),
        "outbox": _in_time(health.outbox_lag, settings.REPLY_WITHIN),
    }
    ready = all(check["ok"] for check in checks.values())
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


def _works(check: Callable[[], bool]) -> dict[str, object]:
    try:
        return {"ok": check()}
    except (DatabaseError, KombuError, OSError):
        return {"ok": False}


def _in_time(lag: Callable[[], timedelta | None], most: timedelta) -> dict[str, object]:
    try:
        late = lag()
    except DatabaseError:
        late = None
    seconds = None if late is None else round(late.total_seconds(), 1)
    return {"ok": late is not None and late <= most, "seconds": seconds}


def _broker_answers() -> bool:
    """A fresh connection, so that a pooled one that went stale does not answer for it."""
    with current_app.connection_for_write(connect_timeout=BROKER_TIMEOUT) as connection:
        try:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_TIMEOUT)
        except (*connection.connection_errors, *connection.channel_errors):
            return False  # it is there, and refuses us
        return bool(connection.connected)
