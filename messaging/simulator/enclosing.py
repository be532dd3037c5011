"""What somebody at a phone, or a script, sends along: files of their own, or samples by name."""

from functools import lru_cache

from django.http import HttpRequest

from messaging.pictures import redrawn
from messaging.simulator import standin
from messaging.simulator.records import Enclosed
from messaging.simulator.samples import SAMPLES

# The stand-in takes more than the provider does, so that the house's own limit can be seen.
MOST, LARGEST = 12, 20_000_000
UNNAMED = "application/octet-stream"


def enclosed_in(request: HttpRequest) -> list[Enclosed]:
    """The files of a form, then the samples it names, as many as the stand-in takes."""
    files = [
        Enclosed(file.content_type or UNNAMED, file.read())
        for file in request.FILES.getlist("media")
        if file.size is not None and file.size <= LARGEST
    ]
    return [*files, *samples(request.POST.getlist("sample"))][:MOST]


@lru_cache(maxsize=64)
def picture_of(sid: str) -> bytes | None:
    """What a phone shows of what it sent, drawn anew here too; None if it is no picture."""
    medium = standin.current().store.media.one(sid)
    return redrawn(medium.content) if medium else None


def samples(names: list[str]) -> list[Enclosed]:
    """The samples of these names; a name that none has says nothing."""
    return [SAMPLES[name].enclosed() for name in names if name in SAMPLES]
