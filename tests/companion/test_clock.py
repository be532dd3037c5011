"""What is done by the clock is there to be done."""

from datetime import timedelta

from companion.celery import app
from companion.clock import schedule


def test_every_task_of_the_clock_is_known_to_the_workers() -> None:
    app.loader.import_default_modules()
    usual, in_demo = schedule(demo=False), schedule(demo=True)
    assert usual.keys() == in_demo.keys()
    assert usual.keys() <= app.tasks.keys()
    hurried = {task for task in usual if usual[task] != in_demo[task]}
    assert hurried == {"companion.tasks.remind_owners"}
    assert in_demo["companion.tasks.remind_owners"]["schedule"] == timedelta(minutes=1)
