"""Whom to merge a person with."""

from noress.core.i18n import lazy as _
from noress.web.forms import BaseForm, line


class SearchForm(BaseForm):
    q = line(_("Nom ou adresse"))
