"""What this topic registers."""

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.ui.footer import register_footer

register_footer(_("Ask us a question"), "portal_questions:ask", 3)
register_footer(_("Questions and answers"), "portal_questions:answers", 8)
register_footer(_("Town halls"), "portal_questions:halls", 9)
