"""What a panel of a type must know about each of its cases."""

import json
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from companion.history import record
from companion.models import CaseFacts, EventKind, PanelCase, User


@transaction.atomic
def keep_facts(panel_case: PanelCase, codes: Mapping[str, str], *, acting_user: User) -> CaseFacts:
    """Keep the answers to what the panel's type asks about a case."""
    facts = CaseFacts.objects.filter(panel_case=panel_case).first() or CaseFacts(
        panel_case=panel_case, owner_id=panel_case.public_id
    )
    facts.content = json.dumps(dict(codes), sort_keys=True)
    facts.kept_by, facts.kept_at = acting_user, timezone.now()
    facts.save()
    record(
        EventKind.FACTS_KEPT,
        about=panel_case,
        chain=panel_case.panel.public_id,
        acting_user=acting_user,
    )
    return facts
