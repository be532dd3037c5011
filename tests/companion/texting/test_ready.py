"""A worker makes the lists ready before it forks, so that no text waits for them."""

from celery.signals import worker_init

from companion.texting.languages import languages_heard
from companion.texting.reading import read
from companion.texting.understanding.doubt import doubts
from companion.texting.understanding.lexicon import everywhere, lexicon


def test_the_first_text_of_a_process_finds_all_lists_ready() -> None:
    lists = (doubts, everywhere, lexicon)
    for made in lists:
        made.cache_clear()
    worker_init.send(sender=None)
    before = [made.cache_info().misses for made in lists]
    assert all(before)
    for language in languages_heard():
        read("he is sat in his car over the road again", language)
    assert [made.cache_info().misses for made in lists] == before
