"""What a reader finds by following links from the desks, and the forms that stand there."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.test import Client

from tests.proofs.story import Story

LINKS = re.compile(r'href="(/(?:advocate|panel|account)/[^"#]*)"')
FORMS = re.compile(r'<form[^>]*method="post"[^>]*>.*?</form>', re.DOTALL)
ACTION = re.compile(r'^<form[^>]*\saction="([^"#]*)"')
NAMES = re.compile(r'\sname="(?!csrfmiddlewaretoken)([\w-]+)"')
DESKS = ("/advocate/", "/panel/", "/account/", "/panel/meetings/", "/panel/referrals/")
# What ends a visit, and what is made by chance each time.
LEFT_OUT = {"/sign-out/", "/account/recovery-codes/"}
MOST_PAGES = 60


@dataclass(frozen=True)
class Asked:
    """One request of one reader."""

    who: str
    method: str
    address: str
    typed: tuple[tuple[str, str], ...] = field(default=())


def crawl(client: Client) -> Iterator[tuple[str, str]]:
    """Every page that this reader finds by following links from the desks, with its address."""
    waiting, found = list(DESKS), set(DESKS)
    while waiting and len(found) <= MOST_PAGES:
        address = waiting.pop(0)
        answer = client.get(address)
        page = answer.content.decode() if answer.status_code == 200 else ""
        yield address, page
        fresh = [link for link in dict.fromkeys(LINKS.findall(page)) if link not in found]
        found.update(fresh)
        waiting += fresh


def forms_in(address: str, page: str) -> Iterator[tuple[str, list[str]]]:
    """Where each form of a page is sent, and the names of what it asks for."""
    for form in FORMS.findall(page):
        action = ACTION.findall(form)
        to = action[0] if action and action[0] else address
        if to not in LEFT_OUT:
            yield to, NAMES.findall(form)


def typed_in(names: list[str], story: Story, chance: random.Random) -> tuple[tuple[str, str], ...]:
    """The form filled in with ids and names of records that its reader may not know of."""
    kinds = sorted(story.ids)
    return tuple(
        (name, "Kit" if name.endswith("_called") else str(story[chance.choice(kinds)]))
        for name in names
    )
