"""Links from messages: one opens the case once, one stops the messages."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from commonbeat.kernel import contact
from commonbeat.kernel.access.limits import anonymous, limited
from commonbeat.kernel.contact.links import conversation_of_link, conversation_to_stop, keep_open, open_link

from .quiet import quiet

STOPS_AN_HOUR = 60


@require_http_methods(["GET", "POST"])
@quiet
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Opening a link shows a button; pressing it opens the case.

    Mail programs open links to look for viruses: they press no buttons, so they use up nothing. The page for a link
    that does not work is an ordinary answer, so that no log speaks of it.
    """
    if request.method == "GET":
        return render(request, "portal_track/link.html", {"token": token})
    conversation = open_link(token, request=request)
    if conversation is None:
        return render(request, "portal_track/link_over.html", {"token": token})
    response = HttpResponseRedirect(reverse("portal_track:case"))
    keep_open(response, conversation)
    return response


@require_POST
@quiet
def new_link(request: HttpRequest, token: str) -> HttpResponse:
    """Send another link to the same person; the answer never says whether the old one was real."""
    conversation = conversation_of_link(token, request=request)
    if conversation:
        with contact.proved(conversation):
            contact.tell(conversation, what="link")
    return render(request, "portal_track/link_asked.html")


@csrf_exempt  # mail programs stop messages with one press (RFC 8058) and have no form token; the signed link decides
@require_http_methods(["GET", "POST"])
@quiet
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop messages about a case, without signing in anywhere."""
    done = request.method == "POST"
    if done:
        limited("stopping messages", request, most=STOPS_AN_HOUR)
        conversation = conversation_to_stop(token)
        if conversation:
            with contact.proved(conversation):
                contact.stop_news(conversation, actor=anonymous(request))
    return render(request, "portal_track/stop.html", {"token": token, "done": done})
