"""Two people who speak with the panel in their own language."""

from datetime import timedelta

from django.utils import timezone

from companion.changes.beside import Translated, add_summary, add_translation
from companion.management.world.people import AMAL
from companion.management.world.played import says
from companion.management.world.town import Town
from companion.models import Statement

KASIA = "Potrzebuję kogoś, kto pójdzie ze mną do sądu i będzie tłumaczył"
AYESHA = "NEED مجھے اپنے بچوں کے ساتھ رہنے کے لیے محفوظ جگہ چاہیے"


def tell_in_their_language(town: Town) -> None:
    """They text; an interpreter translates; their words stay as they are."""
    advocate = town.users[AMAL]
    yesterday = timezone.localdate() - timedelta(days=1)
    says(town.sides["Kasia"], KASIA, "5 2")
    kasia = Statement.objects.get(side=town.sides["Kasia"], need__isnull=False)
    english = "I need someone who will go to court with me and interpret."
    given = Translated(english, "Ewa Lis, Harbour Interpreters", True, "by_phone", yesterday)
    add_translation(kasia, given, acting_user=advocate)
    says(town.sides["Ayesha"], AYESHA, "5 2")
    ayesha = Statement.objects.get(side=town.sides["Ayesha"], need__isnull=False)
    english = "I need a safe place to live with my children."
    given = Translated(english, "Nadia Shah, Harbour Interpreters", True, "in_person", yesterday)
    add_translation(ayesha, given, acting_user=advocate)
    summary = "Asks for a refuge that takes children."
    add_summary(ayesha, summary, acting_user=advocate)
