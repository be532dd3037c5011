"""No is a good answer: the advocate keeps it, and nothing more is texted."""

from companion.models import Consent
from companion.texting.reasons import Reason
from messaging.models import OutgoingMessage
from tests.companion.advocate.conftest import Desk, deliver
from tests.fakes import FakeTwilio


def test_a_no_that_is_said_in_person_ends_the_texts_for_that_case(
    desk: Desk, provider: FakeTwilio
) -> None:
    deliver()
    before = len(provider.sent)
    assert desk.address("withdraw") in desk.read()
    assert "No is a good answer" in desk.read("withdraw")
    page = desk.post("withdraw")
    assert "Nothing more is texted for this case." in page
    assert not Consent.objects.standing().filter(side=desk.side).exists()
    desk.post("write", words="See you soon.", step="send")
    deliver()
    assert len(provider.sent) == before
    assert OutgoingMessage.objects.latest("pk").reason == Reason.NO_CONSENT
    assert desk.client.get(desk.address("withdraw")).status_code == 404
