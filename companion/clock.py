"""What the workers do by the clock, how often, and in which queue a task waits."""

from datetime import timedelta
from typing import Any

from kombu import Queue

TASKS = {
    timedelta(seconds=10): (
        "messaging.tasks.sweep",
        "companion.tasks.tell",
        "companion.tasks.send_letters",
        "companion.tasks.write_planned_texts",
    ),
    timedelta(minutes=10): (
        "companion.tasks.close_questions",
        "companion.tasks.end_pauses",
        "companion.tasks.end_emergencies",
        "companion.tasks.tell_again_of_strangers",
    ),
    timedelta(hours=1): (
        "companion.tasks.ask_about_goals",
        "companion.tasks.ask_about_trust",
        "companion.tasks.ask_about_reviews",
        "companion.tasks.remind_people",
        "companion.tasks.forget_sign_ins",
        "companion.tasks.forget_texts_of_strangers",
        "companion.tasks.remind_owners",
    ),
}
# Nobody waits an hour in front of a demonstration.
IN_DEMO = {"companion.tasks.remind_owners": timedelta(minutes=1)}
# An alert waits for no more than one task of another kind, whatever a flood of texts leaves behind:
# a worker takes from both queues in turn.
QUEUES = [Queue(name, routing_key=name) for name in ("celery", "alerts")]
ROUTES = {"companion.tasks.tell": {"queue": "alerts"}}


def schedule(*, demo: bool) -> dict[str, dict[str, Any]]:
    """As Celery's beat reads it, each task under its own name."""
    usual = {task: every for every, tasks in TASKS.items() for task in tasks}
    every = usual | IN_DEMO if demo else usual
    return {task: {"task": task, "schedule": pause} for task, pause in every.items()}
