"""The conversation as a file: what the page shows, for its advocate alone, and kept nowhere."""

import csv
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from companion.changes.beside import Translated, add_translation
from companion.changes.contact import stop_texts
from companion.changes.words import write_to_person
from companion.models import Access, Event, Export, Need, SafeContactRule
from companion.summaries import paper
from companion.summaries.paper import plain_signs
from companion.summaries.transcript import RUN_BY_SHEETS, Said, as_csv, harmless
from messaging.models import IncomingMessage, Number, OutgoingMessage
from tests import factories
from tests.companion.advocate.conftest import Desk, deliver
from tests.fakes import FakeTwilio
from tests.paper import can_print, text_of
from tests.phone import phone_of
from tests.signing_in import let_code_grow_old, sign_in, unused_code

printed = pytest.mark.skipif(not can_print(), reason="Pango is not installed")
# Each takes a third of a second; the soak makes a thousand.
MANY = pytest.param(1000, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])
PAPERS = [10, *([MANY] if float(os.environ.get("FACTOR", "0")) >= 1 else [])]
WHY = "The court asked for it; she wants it too."
URDU = "NEED مجھے محفوظ جگہ چاہیے"
PUNJABI = "ਮੈਨੂੰ ਰਹਿਣ ਲਈ ਥਾਂ ਚਾਹੀਦੀ ਹੈ"


def ask(desk: Desk, **changes: object) -> HttpResponse:
    """Send the form as a browser does."""
    usual = {"first_day": "", "last_day": "", "form": "csv", "reason": WHY}
    answer: HttpResponse = desk.client.post(desk.address("transcript"), {**usual, **changes})  # type: ignore[assignment]
    return answer


def rows(answer: HttpResponse) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.content.decode()
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def talk(desk: Desk, provider: FakeTwilio) -> Desk:
    """Words both ways, in several scripts, one held back, one with the duress word, one call."""
    OutgoingMessage.objects.all().delete()
    phone = phone_of(desk.side, provider)
    for words in (URDU, "2", PUNJABI, "👍🏽 ok", "=1+1", "umbrella CALL"):
        phone.texts(words)
    write_to_person(desk.side, "Do zobaczenia we środę, źdźbło", acting_user=desk.cast.advocate)
    deliver()
    need = Need.objects.get(statement__words__isnull=False, statement__message__isnull=False)
    today = timezone.localdate()
    given = Translated("I need a safe place.", "Nadia Shah", True, "by_phone", today)
    add_translation(need.statement, given, acting_user=desk.cast.advocate)
    stop_texts(desk.side.subject, acting_user=None)
    write_to_person(desk.side, "Shall I ring you?", acting_user=desk.cast.advocate)
    deliver()
    return desk


def test_the_table_holds_what_the_page_shows(talk: Desk) -> None:
    found = rows(ask(talk))
    words = [row["Words"] for row in found]
    assert URDU in words and PUNJABI in words and "👍🏽 ok" in words
    assert len(found) == IncomingMessage.objects.count() + OutgoingMessage.objects.count()
    first = next(row for row in found if row["Words"] == URDU)
    assert (first["Who"], first["How"], first["What became of it"]) == ("Jay", "text", "received")
    assert (first["In English"], first["By whom"]) == (
        "I need a safe place.",
        "Nadia Shah, qualified",
    )
    wrote = next(row for row in found if row["Words"].startswith("Do zobaczenia"))
    assert wrote["Who"] == "Amal Advocate" and wrote["What became of it"] == "on its way"
    held = next(row for row in found if row["Words"] == "Shall I ring you?")
    assert held["What became of it"] == "held back"
    assert "The person asked for no more texts." in held["Why"]
    assert "The service" in {row["Who"] for row in found}
    assert "'=1+1" in words and "=1+1" not in words
    duress = next(row for row in found if "Used the duress word" in row["Note"])
    assert duress["Words"] == "CALL"
    page = talk.read()
    assert "umbrella" not in ask(talk).content.decode()
    for row in found:
        assert (
            row["Words"].strip("'").replace("'", "&#x27;") in page or "(no words)" in row["Words"]
        )


def test_what_came_with_a_text_is_named(talk: Desk) -> None:
    factories.sent(talk.side, "this is the letter")
    found = next(row for row in rows(ask(talk)) if row["Words"] == "this is the letter")
    assert found["Note"] == "A picture"


def test_it_needs_a_reason_and_a_new_code_and_stands_in_the_history(talk: Desk) -> None:
    assert "Say why it is needed." in ask(talk, reason=" ").content.decode()
    let_code_grow_old(talk.client)
    before = Event.objects.count()
    page = ask(talk)
    assert page.status_code == 403 and WHY in page.content.decode()
    assert URDU not in page.content.decode()
    assert not Export.objects.exists() and Event.objects.count() == before
    given = {"fresh_code": unused_code(talk.cast.advocate)}
    answer = ask(talk, **given)
    assert URDU in answer.content.decode("utf-8-sig")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bookings.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    made = Export.objects.get()
    assert (made.reason, made.made_by, made.form) == (WHY, talk.cast.advocate, "csv")
    assert made.texts == len(rows(answer))
    line = Event.objects.get(kind="conversation_exported")
    assert (line.about_id, line.user) == (made.public_id, talk.cast.advocate)
    assert Access.objects.filter(page="advocate:transcript").exists()
    assert WHY in talk.read("transcript") and "Amal Advocate" in talk.read("transcript")


@pytest.mark.parametrize("form", ["csv", pytest.param("pdf", marks=printed)])
def test_only_whoever_looks_after_them_gets_it(talk: Desk, form: str) -> None:
    path, typed = talk.address("transcript"), {"form": form, "reason": WHY}
    cast = talk.cast
    for user in (cast.outsider, cast.other_advocate, cast.coordinator, cast.member):
        client = Client()
        sign_in(client, user)
        assert client.get(path).status_code == 404
        assert client.post(path, typed).status_code == 404
    assert not Export.objects.exists()
    answer = talk.client.post(path, typed)
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    assert Export.objects.count() == 1


def test_some_days_of_it_by_their_clock(talk: Desk) -> None:
    moment = timezone.now() - timedelta(days=3)
    talk.side.subject.time_zone = "Asia/Karachi"
    talk.side.subject.save()
    old = IncomingMessage.objects.filter(thread=talk.side.public_id).earliest("pk")
    # Eight in the evening in London is the next day in Karachi.
    late = moment.replace(hour=20, minute=30)
    IncomingMessage.objects.filter(pk=old.pk).update(received_at=late)
    day = (late + timedelta(hours=5)).date()
    assert day != late.date()
    only = rows(ask(talk, first_day=day.isoformat(), last_day=day.isoformat()))
    assert [row["Words"] for row in only] == [URDU]
    assert only[0]["When"].startswith(f"{day} 01:30")
    rest = rows(ask(talk, first_day=(day + timedelta(days=1)).isoformat()))
    assert len(rest) == len(rows(ask(talk))) - 1
    before = (day - timedelta(days=9)).isoformat()
    assert "Nothing was texted in these days." in ask(talk, last_day=before).content.decode()
    wrong = ask(talk, first_day=day.isoformat(), last_day=before).content.decode()
    assert "That is before the first day." in wrong
    assert "Enter a day, such as" in ask(talk, first_day="soon").content.decode()


def test_a_longer_conversation_asks_no_more(talk: Desk) -> None:
    with CaptureQueriesContext(connection) as few:
        rows(ask(talk))
    for number in range(60):
        write_to_person(talk.side, f"Again {number}", acting_user=talk.cast.advocate)
    with CaptureQueriesContext(connection) as many:
        assert len(rows(ask(talk))) > 60
    assert len(many) == len(few)


@given(st.text(max_size=40), st.sampled_from([*RUN_BY_SHEETS, ""]))
def test_no_cell_begins_with_what_a_sheet_would_run(words: str, begins: str) -> None:
    cell = begins + words
    lines = [Said(timezone.now(), cell, cell, cell, cell, cell, cell, cell, cell)]
    if "\x00" in cell:
        return
    written = as_csv(lines).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(written, newline="")))
    assert len(read) == 2
    for cell_read in read[1]:
        assert not cell_read.startswith(RUN_BY_SHEETS)
    assert read[1][3] == harmless(cell) and read[1][3].endswith(cell)


@printed
def test_on_paper_every_script_stands_as_it_is_read_with_the_reader_on_every_page(
    talk: Desk,
) -> None:
    for number in range(60):
        write_to_person(talk.side, f"Nothing new, number {number}", acting_user=talk.cast.advocate)
    answer = ask(talk, form="pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bookings.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    pdf = PdfReader(io.BytesIO(answer.content))
    assert len(pdf.pages) > 2
    for page in pdf.pages:
        assert f"Amal Advocate · {timezone.localtime():%-d %B %Y}" in page.extract_text()
    text = text_of(answer.content)
    assert "Do zobaczenia we środę, źdźbło" in text
    assert "[thumbs up sign] ok" in text and "I need a safe place." in text
    # Letters of every script are in the file, each as itself.
    assert set("مجھےمحفوظجگہچاہیے") <= set(text)
    assert set("ਮੈਰਹਿਣਥਾਂਚਾਹੀਦੀ") <= set(text)
    assert not pdf.metadata and pdf.xmp_metadata is None
    for trace in (b"WeasyPrint", b"/Producer", b"/CreationDate", b"/Author"):
        assert trace not in answer.content


@printed
@pytest.mark.parametrize("how_many", PAPERS)
def test_many_on_paper_hold_no_contact_data(talk: Desk, how_many: int) -> None:
    """Whatever is agreed about reaching somebody, none of it is in any of them."""
    SafeContactRule.objects.update(level="safe_hours")
    chance = Random(7)
    number = Number.objects.live().get(owner_id=talk.side.subject.public_id)
    secrets = [number.digits, number.sender, "bluebell", "umbrella", talk.cast.phone]
    for made in range(how_many):
        if made % 50 == 0:
            sign_in(talk.client, talk.cast.advocate)  # a code is fresh for five minutes
        words = " ".join(chance.choices("the bus was late again today we walked".split(), k=9))
        IncomingMessage.objects.filter(provider_id__startswith="SMf").delete()
        IncomingMessage(
            owner_id=talk.side.subject.public_id,
            thread=talk.side.public_id,
            provider_id=f"SMf{made:031x}",
            sender_index=number.index,
            from_number=number.digits,
            to_number=number.sender,
            body=f"{words} umbrella",
            fields="{}",
        ).save()
        day = timezone.localdate().isoformat()
        text = text_of(ask(talk, form="pdf", first_day=day).content)
        assert words.split()[0] in text
        bare = "".join(text.split())
        for secret in secrets:
            assert secret not in text and secret.lstrip("+") not in bare
            assert secret.replace("+44", "0") not in bare or not secret.startswith("+")


@printed
def test_what_no_font_can_show_is_said_and_nothing_is_handed_over(
    talk: Desk, provider: FakeTwilio
) -> None:
    with speaking(talk, "\U00012000 kalam"):
        answer = ask(talk, form="pdf").content.decode()
    assert "This computer lacks the letters of some of these words." in answer
    assert not Export.objects.exists()


def test_without_the_system_library_it_says_so_and_the_table_still_goes(
    talk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_there(name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(paper, "import_module", not_there)
    answer = ask(talk, form="pdf").content.decode()
    assert "No PDF can be made here: part of the system is missing. Choose CSV" in answer
    assert not Export.objects.exists()
    assert rows(ask(talk))


@contextmanager
def speaking(desk: Desk, words: str) -> Iterator[None]:
    write_to_person(desk.side, words, acting_user=desk.cast.advocate)
    yield


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("👍🏽", "[thumbs up sign]"),
        ("❤️", "[heavy black heart]"),
        ("ok ✅", "ok [white heavy check mark]"),
        ("łódź € ½ ©", "łódź € ½ ©"),
        ("a\x07b", "a□b"),
    ],
)
def test_signs_stand_as_their_names(words: str, plain: str) -> None:
    assert plain_signs(words) == plain


def test_too_much_for_one_pdf_is_asked_for_in_parts(
    talk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("companion.views.advocate.transcript.MOST_IN_A_PDF", 3)
    assert "That is too much for one PDF." in ask(talk, form="pdf").content.decode()


def test_what_a_document_names_is_never_fetched() -> None:
    if can_print():
        pdf = paper.as_pdf("paper/transcript.html", {"period": "http://127.0.0.1:1/x", "days": []})
        assert pdf.startswith(b"%PDF")
    with pytest.raises(ValueError, match="nothing is fetched"):
        paper._nothing_outside("file:///etc/passwd")


def test_nobody_stands_there_as_a_secret_of_somebody_else(talk: Desk) -> None:
    other = factories.side("Noor", talk.cast.panel, talk.cast.advocate, talk.cast.coordinator)
    path = f"/advocate/people/{other.public_id}/conversation/"
    typed = {"form": "csv", "reason": WHY, "first_day": "", "last_day": ""}
    assert "Nothing was texted in these days." in talk.client.post(path, typed).content.decode()
