"""The page that shows and changes the agency profile."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commonbeat.kernel.access import needs

from .actions import ProfileChangedMeanwhile, edit_profile, version_of
from .forms import ProfileForm
from .models import AgencyProfile


@needs("agency.edit")
def profile(request: HttpRequest) -> HttpResponse:
    """Show the profile as a form; save it with a reason."""
    stored = AgencyProfile.objects.filter(id=1).first() or AgencyProfile()
    form = ProfileForm(request.POST or None, instance=stored, initial={"version": version_of(stored)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            edit_profile(
                actor=request.user, changes=form.changes(), reason=given["reason"], version=given["version"]
            )
        except ProfileChangedMeanwhile:
            form.add_error(
                None, _("Somebody else saved this page a moment ago. Read it again and save once more.")
            )
        else:
            messages.success(request, _("The agency profile is saved."))
            return redirect("agency:profile")
    title = _("The agency")
    return render(
        request, "agency/profile.html", {"form": form, "title": title}, status=400 if form.errors else 200
    )
