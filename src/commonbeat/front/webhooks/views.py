"""What other services post to us. Each is believed by its signature alone."""

from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from commonbeat.kernel.access.limits import first_times
from commonbeat.kernel.notify.inbound import Answer, Said, inbound_of, receive, verify_twilio
from commonbeat.kernel.notify.inbound_mail import Became, receive_letter, verify_mailgun
from commonbeat.kernel.notify.letters import letter_of_form
from commonbeat.kernel.notify.sms import is_stopped
from commonbeat.kernel.ui.site import current_site

MOST_BYTES = 64 * 1024
MOST_MAIL = 30 * 1024 * 1024  # the service passes on up to 25 MB
LONGEST_ID = 100
LANGUAGES = ("en", "es")
MOST_UNKNOWN = 2  # replies an hour to texts nobody takes: two machines that answer each other fall silent


@csrf_exempt  # another machine posts here: it has no form token, and is known by the signature over all it says
@require_POST
def text_message(request: HttpRequest) -> HttpResponse:
    """A text message that came in (Twilio's protocol); answered with the reply to send.

    403 for what is not signed with our token, 409 for a message that was taken before, 413 for too much.
    Nothing of a refused request is kept.
    """
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        return HttpResponse(status=413)
    if not verify_twilio(request):
        return HttpResponse(status=403)
    message_id = request.POST.get("MessageSid", "")
    if not message_id or len(message_id) > LONGEST_ID:
        return HttpResponse(status=400)
    inbound = inbound_of(request)
    if inbound is None:
        return _twiml("")
    was_stopped = is_stopped(inbound.from_number)
    answer = receive(message_id, inbound)
    if answer.said is Said.AGAIN:
        return HttpResponse(status=409)
    if answer.said is Said.NOBODY and not was_stopped:
        return _twiml(_not_taken(inbound.from_number))
    by_keyword = answer.said in (Said.STOP, Said.START, Said.HELP)
    return _twiml(_words(answer) if by_keyword or not was_stopped else "")


@csrf_exempt  # as above
@require_POST
def letter(request: HttpRequest) -> HttpResponse:
    """An e-mail that came in, as Mailgun's routes post it. Files that come with it are not read.

    403 for what is not signed with our key or was posted before, 406 for what the service shall not try again: mail a
    machine sent, mail nobody can answer, mail no topic takes. 413 for too much.
    """
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MOST_MAIL:
        return HttpResponse(status=413)
    request.upload_handlers = [Unread(request)]
    with transaction.atomic():
        if not verify_mailgun(request):
            return HttpResponse(status=403)
        came = letter_of_form(request.POST)
        became = receive_letter(came) if came else Became.NOBODY
    return HttpResponse(status=200 if became in (Became.TAKEN, Became.AGAIN) else 406)


class Unread(FileUploadHandler):
    """Lets files pass by without keeping them anywhere."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Read none of it."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Nothing arrives here."""

    def file_complete(self, file_size: int) -> None:
        """There is no file."""


def _not_taken(number: str) -> str:
    """What to do instead, in both languages: a text that is no question and answers no question of ours is not kept."""
    if not first_times("text nobody takes", number, most=MOST_UNKNOWN):
        return ""
    names = {"url": f"{settings.BASE_URL.rstrip('/')}/track/", "emergency": current_site().emergency_number}
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append(
                _(
                    "Nobody reads this text. To ask us, text ASK and your question. Your case: %(url)s "
                    "In an emergency call %(emergency)s."
                )
                % names
            )
    return "\n".join(said)


def _words(answer: Answer) -> str:
    """The reply; of a keyword in the keyword's language."""
    if answer.said in (Said.ANSWERED, Said.NOBODY):
        return answer.text
    site = current_site()
    names = {
        "name": site.short_name,
        "emergency": site.emergency_number,
        "help": site.other_help,
        "url": settings.BASE_URL,
    }
    with translation.override(answer.language):
        if answer.said is Said.STOP:
            return _("%(name)s: You will get no more texts. Send START to get them again.") % names
        if answer.said is Said.START:
            return _("%(name)s: You will get texts again. Send STOP to end them.") % names
        if site.other_help:
            return (
                _(
                    "%(name)s: In an emergency call %(emergency)s. Other help: %(help)s or %(url)s. Send STOP to end texts."
                )
                % names
            )
        return (
            _("%(name)s: In an emergency call %(emergency)s. Other help: %(url)s. Send STOP to end texts.")
            % names
        )


def _twiml(text: str) -> HttpResponse:
    """A reply in the service's own language (TwiML); "" replies nothing."""
    clean = "".join(one for one in text if one in "\n\t" or ord(one) >= ord(" "))
    message = f"<Message>{escape(clean)}</Message>" if clean else ""
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?><Response>{message}</Response>', content_type="text/xml"
    )
