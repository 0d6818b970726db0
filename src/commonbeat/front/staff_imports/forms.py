"""Forms of the import pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.intake.targets import target

from .queries import shipped


class Upload(forms.Form):
    """A file to bring in."""

    target = forms.ChoiceField(label=_("What the rows are"))
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, TSV, Excel (xlsx), JSON lines or Parquet; gzip is fine. At most 2 GB. A file above 2 MB is imported in"
            " the background: its page shows how far it is, and there it can be cancelled."
        ),
    )
    mapping = forms.ChoiceField(
        label=_("Mapping"),
        required=False,
        help_text=_("How the columns are read. Without one, a mapping is proposed from the header."),
    )

    def __init__(self, *args: object, targets: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [(name, target(name).title) for name in targets]
        self.fields["mapping"].choices = [("", _("propose one")), *[(name, name) for name in shipped()]]


class MappingText(forms.Form):
    """The mapping, to be read and corrected."""

    mapping = forms.CharField(
        label=_("Mapping"), widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}), strip=False
    )
