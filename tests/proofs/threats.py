"""The threats of the design, what is done about each, and the tests that show it.

    python -m tests.proofs.threats > docs/threats.md

The page is written from this table and a test compares them; each proof names a test that exists.
"""

from dataclasses import dataclass

from tests.proofs.policy import RULES


@dataclass(frozen=True)
class Threat:
    """One way in which somebody is hurt, what stands against it, what shows that, what is left."""

    threat: str
    controls: str
    proofs: tuple[str, ...]
    left: str = ""


THREATS = (
    Threat(
        "A shared or seized phone; a preview on the lock screen",
        "Cover wordings by default, chosen with the person; details only as they chose, in their "
        "safe hours, never in a window's last half hour; a neutral sender",
        (
            "tests/content/test_defaults.py::test_a_cover_text_is_one_dull_text_that_carries_nothing",
            "tests/companion/texting/test_gate.py::test_no_detail_leaves_in_the_last_half_hour",
            "tests/companion/texting/test_gate.py::"
            "test_at_cover_level_an_advocates_words_never_show",
        ),
        "A carrier may deliver a text hours later to a phone that was off.",
    ),
    Threat(
        "An editor's words give somebody away, by a slip or on purpose, or change under an answer",
        "Nobody's own words are sent: another editor approves each version as it was read, by the "
        "one way there is; one editor takes words back at once; a question that is put again keeps "
        "its words; faulty words are never used",
        (
            "tests/content/test_second_editor.py::"
            "test_by_no_button_and_no_post_of_theirs_does_a_writer_send_own_words",
            "tests/content/test_second_editor.py::"
            "test_no_code_sends_what_a_second_editor_did_not_approve",
            "tests/companion/texting/test_words_mid_conversation.py::"
            "test_a_question_is_put_again_in_the_words_it_was_asked_in_and_the_next_in_the_new_ones",
            "tests/content/test_wordings.py::"
            "test_a_cover_that_got_past_the_form_and_gives_somebody_away_is_not_sent",
        ),
        "Two editors together can approve bad words; the list of words finds words, not meanings.",
    ),
    Threat(
        "Somebody else writes, or makes the person write",
        "A text is an unverified statement; the duress word changes nothing on the phone and "
        "alerts staff; no text discloses beyond the level, changes a number or closes a need",
        (
            "tests/companion/texting/test_secret_words.py::"
            "test_the_duress_word_leaves_no_trace_on_the_phone",
            "tests/companion/texting/test_secret_words.py::test_another_word_opens_nothing",
        ),
    ),
    Threat(
        "A picture or file that does harm, tells where somebody is, or is seen by the wrong eyes",
        "Fetched from the provider alone, with limits; known by its content; a picture is drawn "
        "anew, anything else only saved; sealed; seen by whoever may read its words, on purpose; "
        "a stranger's is never fetched",
        (
            "tests/messaging/test_media.py::"
            "test_an_address_that_is_not_the_providers_own_is_never_called",
            "tests/messaging/test_media.py::"
            "test_a_picture_is_drawn_anew_upright_and_says_nothing_of_where_and_with_what",
            "tests/messaging/test_hostile_files.py::"
            "test_whatever_is_sent_only_a_picture_drawn_anew_is_ever_shown",
            "tests/companion/test_sent.py::"
            "test_a_picture_is_never_seen_wider_than_the_words_it_came_with",
        ),
        "Files to be saved are not scanned, nor cleaned of what they tell. Pictures are decoded in "
        "the worker's own process.",
    ),
    Threat(
        "Words of danger that nobody reads in time, or that an email gives away",
        "An email without a detail, at once, to whoever may know of the person; again and wider "
        "after five minutes until somebody is on it; a duty contact to whom a test came",
        (
            "tests/faults/test_danger.py::"
            "test_danger_reaches_the_advocate_in_seconds_and_the_coordinator_after_five_minutes",
            "tests/faults/test_danger.py::"
            "test_danger_does_not_wait_behind_a_flood_of_news_and_its_nudges",
            "tests/companion/test_urgent_alerts.py::"
            "test_wherever_a_worker_dies_each_round_is_told_at_most_once_and_the_next_comes",
            "tests/companion/test_urgent_alerts.py::test_an_email_says_nothing_of_anybody",
            "tests/companion/test_urgent_alerts.py::"
            "test_nobody_hears_of_somebody_they_may_not_know_of",
        ),
        "An email may wake nobody; nobody is rung.",
    ),
    Threat(
        "A number that is wrong, swapped, recycled, or in other hands",
        "Verified by the person's own text, frozen by signals, owned for a period, asked again "
        "after ninety days",
        (
            "tests/companion/texting/test_gate.py::test_a_frozen_number_gets_nothing",
            "tests/messaging/test_numbers.py::"
            "test_a_new_number_ends_the_old_which_may_pass_to_somebody_else",
            "tests/companion/test_meanwhile.py::"
            "test_a_text_from_the_old_phone_shows_nothing_of_whose_the_new_one_is",
        ),
    ),
    Threat(
        "Entering a number to find out whether it is known",
        "One live holder through a blind index; a number live elsewhere is refused like an "
        "unusable one",
        (
            "tests/messaging/test_numbers.py::"
            "test_a_number_live_elsewhere_is_refused_in_the_words_for_an_unusable_one",
            "tests/messaging/test_numbers.py::test_of_many_at_once_with_one_number_one_wins",
        ),
    ),
    Threat(
        "A victim and an offender in linked cases learn of each other",
        "A partition in the one layer that reads records; never one case, one advocate or one "
        "sender; the gate asks the database as often whether or not there is anybody",
        (
            "tests/proofs/test_differential.py::test_nothing_tells_whether_a_linked_case_exists",
            "tests/companion/texting/test_gate.py::"
            "test_a_sender_shared_across_a_partition_sends_nothing",
            "tests/companion/test_more_people.py::test_people_kept_apart_never_share_a_case",
            "tests/companion/test_crossing.py::test_one_user_is_never_given_two_people_kept_apart",
            "tests/companion/test_crossing.py::test_two_people_kept_apart_get_two_senders",
        ),
        "Coordinators of both panels see both, by design.",
    ),
    Threat(
        "An advocate reads more, or longer, than the person wants",
        "Advocacy is of one side, ends at once, runs out by itself; the person names who never "
        "sees anything",
        (
            "tests/companion/advocate/test_who_may_enter.py::"
            "test_a_permission_that_is_over_opens_nothing_at_once",
            "tests/companion/advocate/test_about.py::test_whom_they_name_never_sees_them_again",
        ),
    ),
    Threat(
        "Somebody looks at people who are none of their business",
        "Denied by default; missing and forbidden are the same bytes; every look is kept; whoever "
        "opens a case of their panel that is not their own says why first, on every page of it and "
        "on paper; whoever leads the panel goes through the reasons week by week, nobody through "
        "their own",
        (
            "tests/proofs/test_openings.py::"
            "test_each_page_of_a_case_asks_a_member_and_opens_with_a_reason",
            "tests/companion/test_openings.py::test_a_reason_opens_this_case_for_twelve_hours",
            "tests/companion/test_who_opened_what.py::"
            "test_nobody_goes_through_what_they_opened_themselves",
            "tests/proofs/test_matrix.py::test_what_is_not_theirs_looks_as_if_it_were_not_there",
            "tests/companion/advocate/test_who_may_enter.py::"
            "test_each_page_that_names_a_person_keeps_who_looked",
        ),
        "Whoever leads a panel reads all its cases as their own; a reason may be untrue; lists "
        "show names and first words to every member.",
    ),
    Threat(
        "An emergency as a pretext: somebody opens a person's conversation because nobody can be "
        "reached",
        "One who leads asks with a reason, another or the duty contact confirms, a third of the "
        "advocate's agency acts for one side, for four hours; a new code from both; never somebody "
        "whom the person named, or who knows of people kept apart from them; the advocate is told, "
        "either ends it at once, and it stands on the weekly list",
        (
            "tests/companion/test_emergencies.py::"
            "test_it_never_opens_without_a_second_person_who_leads",
            "tests/companion/test_emergencies.py::"
            "test_whatever_is_tried_in_whatever_order_three_people_stand_behind_an_open_side",
            "tests/companion/test_emergencies.py::"
            "test_whoever_may_never_know_of_somebody_is_not_asked_to_act_for_them",
            "tests/companion/test_emergencies.py::"
            "test_whoever_acted_for_somebody_never_learns_of_those_kept_apart_from_them",
        ),
        "Two who lead a panel and a colleague, all three together, could abuse it; the person is "
        "told only by their advocate.",
    ),
    Threat(
        "A side door: Wagtail, a webhook, a forgotten route",
        "One door over every route; Wagtail for its editors alone and without its screens for "
        "users; webhooks believe the signature alone; a route that nobody classified is red",
        (
            "tests/proofs/test_matrix.py::"
            "test_every_route_is_classified_and_every_classification_has_a_route",
            "tests/proofs/test_matrix.py::test_wagtail_is_there_for_its_editors_alone",
            "tests/companion/test_door.py::"
            "test_wagtails_own_screens_for_users_are_closed_to_everybody",
            "tests/content/test_pages.py::"
            "test_every_other_permission_there_is_stays_out_of_an_editors_hands",
            "tests/content/test_side_doors.py::test_no_model_of_a_case_is_known_to_wagtail",
            "tests/content/test_side_doors.py::test_a_private_document_is_for_whoever_is_wholly_inside",
            "tests/messaging/test_webhooks.py::test_a_missigned_text_is_refused_and_not_kept",
        ),
    ),
    Threat(
        "Somebody outside is told who works here, or a file of theirs runs in our place",
        "Wagtail asks nobody for faces, versions or news; its documents are handed over to be "
        "saved and run nothing, its pictures are plain ones",
        (
            "tests/content/test_side_doors.py::"
            "test_nobody_outside_is_asked_anything_by_wagtails_first_page",
            "tests/content/test_side_doors.py::test_a_document_is_saved_and_never_shown",
            "tests/content/test_side_doors.py::test_only_plain_kinds_of_documents_are_taken",
            "tests/content/test_side_doors.py::test_only_plain_pictures_of_a_fair_size_are_taken",
        ),
    ),
    Threat(
        "A request that is forged, or so large that others are kept waiting",
        "Our own host names alone; a token of ours and the browser's own word for each form; an "
        "address behind as many proxies as we know of; nothing too large is read",
        (
            "tests/companion/test_headers.py::test_a_host_that_is_not_ours_is_served_nothing",
            "tests/companion/test_headers.py::test_what_is_too_large_is_refused_before_it_is_read",
            "tests/companion/test_sign_in.py::test_a_form_without_our_token_counts_nowhere",
            "tests/companion/test_sign_in.py::"
            "test_a_form_without_a_referrer_counts_only_when_the_browser_says_it_is_ours",
            "tests/companion/test_sign_in.py::test_signing_in_leads_nowhere_else",
            "tests/companion/test_proxies.py::"
            "test_behind_one_what_was_forged_before_it_changes_nothing",
        ),
        "How many requests an address may make is for the proxy to say, but for passwords.",
    ),
    Threat(
        "A meeting's papers are left on a train, or read by whoever may not know of somebody",
        "Made anew for each reader, without whom they may not see and without how anybody is "
        "reached; who printed it stands on each; what was taken back is gone from old ones too",
        (
            "tests/companion/test_panel_meetings.py::"
            "test_what_is_frozen_holds_nothing_that_is_not_for_every_member",
            "tests/companion/test_panel_meetings.py::"
            "test_whoever_may_not_see_one_side_does_not_get_it_through_a_meeting",
            "tests/companion/test_panel_meetings.py::test_each_person_has_a_page_with_who_printed_it",
            "tests/companion/test_panel_meetings.py::"
            "test_words_taken_back_from_the_panel_are_not_read_from_an_old_version",
        ),
        "Paper is out of our hands.",
    ),
    Threat(
        "A conversation that was downloaded or printed: too much of it, by the wrong reader, or "
        "with something that runs",
        "By whoever speaks for the person alone, after a code once more and with a reason that is "
        "kept; no number, no other thread, no metadata; the reader's name on every page; no cell "
        "that a sheet would run; nothing fetched; no file kept",
        (
            "tests/companion/advocate/test_transcript.py::"
            "test_it_needs_a_reason_and_a_new_code_and_stands_in_the_history",
            "tests/companion/advocate/test_transcript.py::"
            "test_only_whoever_looks_after_them_gets_it",
            "tests/companion/advocate/test_transcript.py::"
            "test_no_cell_begins_with_what_a_sheet_would_run",
            "tests/companion/advocate/test_transcript.py::"
            "test_on_paper_every_script_stands_as_it_is_read_with_the_reader_on_every_page",
            "tests/companion/advocate/test_transcript.py::test_many_on_paper_hold_no_contact_data",
            "tests/companion/advocate/test_transcript.py::"
            "test_what_a_document_names_is_never_fetched",
        ),
        "The words themselves may name others; a copy, once taken, is out of our hands.",
    ),
    Threat(
        "Words, names and numbers left where they do not belong",
        "Sealed per person in the one field type; ids only in logs, tasks and addresses; the log "
        "says which error it was and where, and quotes none of it",
        (
            "tests/companion/test_logs.py::"
            "test_a_page_that_breaks_tells_the_log_where_and_nothing_else",
            "tests/companion/test_logs.py::test_a_task_that_breaks_does_so_too",
            "tests/proofs/test_canaries.py::test_what_is_sealed_stands_nowhere_else",
            "tests/proofs/test_canaries.py::test_a_task_takes_nothing_and_so_can_carry_nothing",
            "tests/companion/test_emails.py::"
            "test_no_email_has_room_for_a_name_or_says_what_this_is_about",
            "tests/companion/test_emails.py::test_each_leaves_under_one_dull_name_to_one_reader",
        ),
    ),
    Threat(
        "A stolen database, or a value moved inside it",
        "AES-256-GCM under a key of each person's own, bound to model, field and row; nothing "
        "opens with a wrong key",
        (
            "tests/vault/test_service_keys.py::"
            "test_without_the_key_nothing_opens_and_nothing_new_is_written_over",
            "tests/vault/test_sealed_rows.py::"
            "test_a_value_moved_to_another_row_of_the_same_owner_does_not_open",
        ),
        "Whoever has the database and the keys reads everything.",
    ),
    Threat(
        "History altered after the fact",
        "A hash chain for each person, in the same transaction as the change; a command goes "
        "through all of them and prints their heads, to be kept elsewhere; on PostgreSQL the "
        "service's own role adds to history and to what was read, and changes neither",
        (
            "tests/companion/test_history.py::test_each_chain_is_whole",
            "tests/companion/test_chains.py::test_whatever_is_changed_or_taken_out_is_found",
            "tests/companion/test_chains.py::"
            "test_an_end_cut_off_or_written_anew_is_found_by_the_heads_alone",
            "tests/companion/test_chains.py::"
            "test_the_services_own_role_adds_to_history_and_changes_none",
        ),
        "The heads leave daily only where whoever runs the service sees to it; the compose file "
        "runs everything as the owner of the tables; what was read is in no chain.",
    ),
    Threat(
        "Guessing a password or a code; a session left open",
        "Argon2, throttled for account and address together; a code works once; codes and passkeys "
        "share one count of tries; thirty minutes "
        "unused, twelve hours at most, ended everywhere by a new password; a code asked for once "
        "more before a number, a partition, a case of several people, an account, a password, a "
        "seat, an agency, a passkey or the recovery codes change",
        (
            "tests/companion/test_sign_in.py::"
            "test_the_fifth_wrong_password_closes_the_door_for_a_while",
            "tests/companion/test_sign_in.py::test_only_one_account_at_one_address_is_locked_out",
            "tests/companion/test_sign_in.py::test_a_password_is_kept_as_argon2_makes_it",
            "tests/companion/test_sign_in.py::test_a_code_works_once_even_at_the_same_moment",
            "tests/companion/test_sign_in.py::test_half_an_hour_unused_ends_it",
            "tests/companion/test_sign_in.py::test_twelve_hours_end_it_however_busy",
            "tests/companion/test_sign_in.py::test_a_new_password_ends_every_other_session",
            "tests/companion/test_step_up.py::"
            "test_a_dangerous_act_waits_for_a_new_code_and_keeps_what_was_typed",
        ),
    ),
    Threat(
        "A false sign-in page takes the password and the code from somebody",
        "A passkey in place of the code, for whoever wants one: it signs for our address alone, "
        "for an owner whom the device verified, what this browser's page asked, once; after the "
        "password, never without it; a copy that lags behind, somebody else's, or one whose owner "
        "was not verified is refused and counted",
        (
            "tests/companion/passkeys/test_in_the_browser.py::"
            "test_a_passkey_is_added_signs_in_confirms_and_is_removed",
            "tests/companion/passkeys/test_use.py::"
            "test_what_was_signed_elsewhere_or_by_a_copy_is_refused",
            "tests/companion/passkeys/test_use.py::"
            "test_whoever_is_not_verified_by_the_passkey_is_refused",
            "tests/companion/passkeys/test_use.py::test_the_passkey_of_somebody_else_is_refused",
            "tests/companion/passkeys/test_use.py::test_without_a_password_a_passkey_opens_nothing",
            "tests/companion/passkeys/test_use.py::"
            "test_what_was_signed_counts_once_and_for_one_browser_only",
        ),
        "Whoever has an app or recovery codes too can still be talked out of one of those.",
    ),
    Threat(
        "An account taken over: a lost phone that was none, a sign-in left somewhere",
        "A passkey is added or removed after a code given just now, and its owner gets an email; "
        "an authenticator is taken off by two administrators, never by one and never by its owner; "
        "the owner is told before anything changes, the link goes to them alone, every sign-in "
        "ends; everybody sees and ends their own sign-ins, and nobody else's",
        (
            "tests/companion/test_resets.py::"
            "test_nobody_does_it_alone_to_themselves_or_without_an_administrator",
            "tests/companion/test_resets.py::"
            "test_two_administrators_give_a_lost_account_back_to_its_owner",
            "tests/companion/test_sign_ins.py::"
            "test_nobody_ends_or_sees_the_sign_in_of_somebody_else",
            "tests/companion/passkeys/test_keep.py::test_a_password_alone_adds_none",
            "tests/companion/passkeys/test_keep.py::"
            "test_a_passkey_is_removed_after_a_code_and_its_sign_ins_end",
            "tests/companion/passkeys/test_keep.py::"
            "test_a_reset_and_a_closed_account_leave_no_passkey",
        ),
        "Where no email leaves, the second administrator is shown the link; two of them together "
        "could then keep the account.",
    ),
    Threat(
        "The browser tells: history, referrer, cache, a page inside another",
        "Neutral titles, ids in addresses, no-store, no-referrer, a strict content policy, "
        "Leave this page, and a browser cleared at signing out",
        (
            "tests/companion/test_headers.py::test_what_is_private_is_never_kept_nor_listed",
            "tests/companion/test_headers.py::test_nothing_runs_on_our_pages_but_our_own_files",
            "tests/companion/test_headers.py::test_signing_out_clears_what_the_browser_kept",
            "tests/journeys/test_in_the_browser.py::"
            "test_leaving_is_quick_and_signing_out_closes_every_door",
        ),
        "Pages of the same visit stay in the browser's history under a neutral name.",
    ),
    Threat(
        "A text lost, or sent twice",
        "Written with its cause in one transaction, claimed by a condition, swept; a send that "
        "nobody can account for is declared and never repeated blindly",
        (
            "tests/faults/test_faults.py::test_texts_survive_the_killing_of_web_and_worker",
            "tests/messaging/test_sending.py::"
            "test_one_text_found_settles_neither_of_two_that_it_might_be",
        ),
    ),
)

INTRODUCTION = f"""# Threats, controls, proofs

Written from `tests/proofs/threats.py`, which a test compares with this page; each proof is a test.
Most real disasters in this field were misdirection, not hacking, so that comes first.

The matrix of who may reach what ({len(RULES)} routes of ours, every one of Wagtail's, eighteen
ways of standing to a person, all methods) is `tests/proofs/policy.py`, and
`tests/proofs/test_matrix.py` walks it.
"""


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION]
    for row in THREATS:
        proofs = "\n".join(f"- `{proof}`" for proof in row.proofs)
        left = f"\n*What is left:* {row.left}\n" if row.left else ""
        parts.append(f"## {row.threat}\n\n{row.controls}.\n\n{proofs}\n{left}")
    return "\n".join(parts)


if __name__ == "__main__":
    print(page(), end="")
