"""The visible reply in the forms that mail programs of five languages give it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.channels.mail.quoted_markup import part_quotes
from sportello.channels.mail.visible import visible, visible_html

CLEO = "Casa Lume <info@casalume.example>"


@pytest.mark.parametrize(
    "header",
    [
        f"On Mon, 3 Nov 2026 at 10:22, {CLEO} wrote:",
        f"Il giorno lun 3 nov 2026 alle ore 10:22 {CLEO} ha scritto:",
        f"Am 03.11.2026 um 10:22 schrieb {CLEO}:",
        f"Le lun. 3 nov. 2026 à 10:22, {CLEO} a écrit :",
        f"El lun, 3 nov 2026 a las 10:22, {CLEO} escribió:",
        f"{CLEO} schrieb am Di., 3. Nov. 2026, 10:22:",
        f"3 lis 2026 10:22 {CLEO} napisał:",
        f"Em seg., 3 de nov. de 2026 às 10:22, {CLEO} escreveu:",
        f"Op ma 3 nov 2026 om 10:22 schreef {CLEO}:",
        "El lun, 3 nov 2026 a las 10:22, Casa Lume\n(<info@casalume.example>) escribió:",
    ],
)
@pytest.mark.parametrize("mark", ["", "> "])
def test_it_cuts_the_earlier_mail_below_a_reply_header(header: str, mark: str) -> None:
    found = visible(f"The lamp has not come.\n\nCleo\n\n{header}\n\n{mark}Dear Cleo,\n{mark}it left today.\n")
    assert found.reply == "The lamp has not come.\n\nCleo"
    assert "it left today" in found.quoted


@pytest.mark.parametrize(
    "block",
    [
        "From: Casa Lume <a@b.example>\nSent: Monday, November 3, 2026 10:22\nTo: Cleo\nSubject: Lamp",
        "Von: Casa Lume <a@b.example>\nGesendet: Montag, 3. November 2026 10:22\nAn: Cleo\nBetreff: Lampe",
        "De : Casa Lume <a@b.example>\nEnvoyé : lundi 3 novembre 2026 10:22\nÀ : Cleo\nObjet : Lampe",
        "Da: Casa Lume <a@b.example>\nInviato: lunedì 3 novembre 2026 10:22\nA: Cleo\nOggetto: Lampada",
        "De: Casa Lume <a@b.example>\nEnviado: lunes, 3 de noviembre de 2026 10:22\nPara: Cleo\nAsunto: Lámpara",
        "________________________________\n*From:* Casa Lume [mailto:a@b.example]\n*Sent:* Monday",
        "-----Ursprüngliche Nachricht-----\nVon: Casa Lume",
        "-------- Messaggio originale --------\nDa: Casa Lume",
    ],
)
def test_it_cuts_at_the_header_block_of_other_mail_programs(block: str) -> None:
    found = visible(f"It is the green one.\n\n{block}\n\nDear Cleo, which one?")
    assert found.reply == "It is the green one."
    assert "which one?" in found.quoted


def test_it_keeps_answers_between_quoted_questions() -> None:
    found = visible("> When did you order?\n\nOn Monday.\n\n> Which colour?\nBlack.\n")
    assert found.reply == "On Monday.\n\nBlack."
    assert found.quoted == "> When did you order?\n> Which colour?"


def test_it_keeps_an_answer_below_the_quoted_mail() -> None:
    assert visible(f"On 3 Nov 2026, 10:22, {CLEO} wrote:\n> Which one?\nThe green one.").reply == "The green one."


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Inviato da iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Gesendet mit der GMX Mail App",
        "Get Outlook for Android<https://aka.example/x>",
        "Inviato da Libero Mail per Android",
        "Diese Nachricht wurde von meinem Android Mobiltelefon mit WEB.DE Mail gesendet.",
    ],
)
def test_it_takes_the_line_of_a_telephone_as_signature(line: str) -> None:
    found = visible(f"Where is it?\nCleo\n\n{line}\n")
    assert (found.reply, found.signature) == ("Where is it?\nCleo", line)


def test_it_keeps_the_sign_off_and_the_name_but_not_the_business_card() -> None:
    found = visible("Wo ist sie?\n\nViele Grüße\nCleo Amt\n\nAmt GmbH\nAmtsweg 5\n12345 Berlin\nTel. +49 30 5550100\n")
    assert found.reply == "Wo ist sie?\n\nViele Grüße\nCleo Amt"
    assert found.signature.startswith("Amt GmbH")


@pytest.mark.parametrize(
    "legal",
    [
        (
            "This e-mail and its attachments are confidential and meant for the addressee only. If it "
            "reached you wrongly, "
            "notify the sender and delete it; any unauthorised use is prohibited."
        ),
        (
            "Le informazioni contenute in questo messaggio sono riservate e dirette al solo destinatario. "
            "Chi lo ha per "
            "errore è pregato di darne notizia e di cancellarlo; ogni uso è vietato ai sensi del Reg. UE 2016/679."
        ),
        (
            "Diese E-Mail ist vertraulich und nur für den Empfänger bestimmt. Sind Sie nicht der Adressat, informieren "
            "Sie bitte den Absender und löschen Sie die Nachricht; die unbefugte Weitergabe ist nicht gestattet."
        ),
        (
            "Ce message et ses pièces jointes sont confidentiels et réservés à leur destinataire. Si vous "
            "l'avez reçu par "
            "erreur, merci de le détruire et d'en aviser l'expéditeur ; toute copie non autorisée est interdite."
        ),
        (
            "Este mensaje y sus archivos adjuntos son confidenciales y van dirigidos solo a su destinatario. "
            "Si lo recibe "
            "por error, elimínelo y notifíquelo al remitente; queda prohibida su copia no autorizada."
        ),
    ],
)
def test_it_takes_legal_text_at_the_end_away(legal: str) -> None:
    found = visible(f"The glass is broken.\n\nCleo\n\n{legal}\n")
    assert (found.reply, found.signature) == ("The glass is broken.\n\nCleo", legal)


def test_it_keeps_a_forwarded_mail_apart_from_the_words_above_it() -> None:
    found = visible("Is this yours?\n\n---------- Forwarded message ---------\nFrom: Zed <z@b.example>\n\nPay now!")
    assert found.reply == "Is this yours?"
    assert found.forwarded.endswith("Pay now!")
    assert not found.quoted


@pytest.mark.parametrize(
    "text",
    [
        "Da: Roma\nA: Milano\nQuanto costa la spedizione?",
        "Il 3 novembre mi avete scritto:\n\nil pacco arriva domani. Non è vero.",
        "On Monday your driver left it outside.\nOn Tuesday it was gone.",
        "Date: Monday\nTime: 10:00\nPlease deliver then.",
        "Price seen: -----> 20 EUR",
        "Only >>> this <<< model?",
        "Where is it? I asked on 3 Nov 2026 at 10:22, and your driver Zed <z@b.example> wrote:\nnobody home.",
    ],
)
def test_it_leaves_alone_what_only_looks_like_a_quoted_mail(text: str) -> None:
    assert visible(text).reply == text


@pytest.mark.parametrize(
    "markup",
    [
        (
            '<div>Green.</div><div class="gmail_quote"><div class="gmail_attr">On Mon Zed wrote:</div>'
            '<blockquote class="gmail_quote">Which?</blockquote></div>'
        ),
        '<p>Green.</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Von:</b> Zed</div><div>Which?</div>',
        '<p>Green.</p><div><div style="border-top:solid #E1E1E1 1.0pt"><p>De : Zed</p></div></div><p>Which?</p>',
        '<div>Green.</div><div class="ydp1yahoo_quoted"><div>El lunes Zed</div><div>Which?</div></div>',
        'Green.<br><div class="moz-cite-prefix">Am 3.11. schrieb Zed:</div><blockquote type="cite">Which?</blockquote>',
        '<div>Green.</div><blockquote style="border-left:1px solid #ccc">Which?</blockquote>',
        '<div>Green.</div><div class="protonmail_quote">On Monday Zed wrote:<br>Which?</div>',
    ],
)
def test_it_knows_the_quoting_elements_of_mail_programs(markup: str) -> None:
    found = visible_html(markup)
    assert found.reply == "Green."
    assert "Which?" in found.quoted


def test_it_keeps_answers_written_between_quoted_elements() -> None:
    found = visible_html(
        "<blockquote type=cite>Which?</blockquote>Green.<blockquote type=cite>When?</blockquote>Monday."
    )
    assert found.reply.split() == ["Green.", "Monday."]


@given(st.text(alphabet=st.sampled_from("On>:-_ \n@.1ab<wrote,FromSentDaA")))
def test_it_loses_no_word_and_never_raises(text: str) -> None:
    found = visible(text)
    kept = " ".join((found.reply, found.quoted, found.signature, found.forwarded))
    letters = sorted(letter for letter in text if letter.isalnum())
    assert sorted(letter for letter in kept if letter.isalnum()) == letters


@given(st.text(alphabet=st.sampled_from("<>/ divblockquote\"'=")))
def test_it_parts_any_markup_without_losing_a_byte_of_it(markup: str) -> None:
    own, quoted = part_quotes(markup)
    assert len(own) + len(quoted) >= len(markup)


@pytest.mark.parametrize(
    "text", ["On " * 20_000, "\n" * 100_000, "On 3 Nov 2026 10:22\n" * 20_000, "From: a@b.c\n" * 20_000]
)
def test_it_takes_time_in_proportion_to_the_text(text: str) -> None:
    started = time.process_time()
    visible(text)
    assert time.process_time() - started < 5
