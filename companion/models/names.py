"""The words of people's names, by which they are found without opening anybody's name."""

import re
import unicodedata
from typing import ClassVar

from django.db import models

from companion.models.people import Subject
from vault.index import blind_index

INSIDE_A_WORD = re.compile(r"['’`.]")


def name_indexes(name: str) -> set[str]:
    """The blind index of each word: capital letters, accents and apostrophes do not count."""
    plain = unicodedata.normalize("NFKD", INSIDE_A_WORD.sub("", name.casefold()))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return {blind_index(word, "name") for word in re.findall(r"\w+", kept)}


class NameWord(models.Model):
    """One word of a person's name, as a blind index."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="name_words")
    index = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject", "index"], name="a_word_of_a_name_once")
        ]

    def __str__(self) -> str:
        return f"a word of subject {self.subject_id}"
