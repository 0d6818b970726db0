"""Every address: each topic's ``urls.py`` says under which prefix it stands (``prefix``) and whether it is translated."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from config.discovery import modules_named

_topics = [module for module in modules_named("urls") if hasattr(module, "urlpatterns")]

urlpatterns = [path(m.prefix, include(m)) for m in _topics if not getattr(m, "translated", False)]
urlpatterns += i18n_patterns(
    *[path(m.prefix, include(m)) for m in _topics if getattr(m, "translated", False)],
    prefix_default_language=False,
)
handler400 = "commonbeat.kernel.ui.errors.bad_request"
handler403 = "commonbeat.kernel.ui.errors.forbidden"
handler404 = "commonbeat.kernel.ui.errors.not_found"
handler500 = "commonbeat.kernel.ui.errors.server_error"
