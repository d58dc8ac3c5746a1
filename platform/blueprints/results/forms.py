"""The shape of what is typed around the results."""

from wtforms import BooleanField, RadioField

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.web.forms import BaseForm, line, long_text
from noress.web.merge import version_field

FRENCH, ARABIC = _("En français"), _("En arabe")


class VersionForm(BaseForm):
    version = version_field()


class LetterForm(VersionForm):
    french = long_text(_("Lettre en français"), required=True, limit=6000)
    arabic = long_text(_("Lettre en arabe"), required=True, limit=6000)


class PublicTextForm(VersionForm):
    text_fr = long_text(FRENCH, limit=3000)
    text_ar = long_text(ARABIC, limit=3000)
    photo = RadioField(_("Photo publiée"), choices=[], validate_choice=False)

    @property
    def text(self) -> Translated:
        return Translated(fr=self.text_fr.data, ar=self.text_ar.data)


class PressForm(VersionForm):
    press_fr = long_text(FRENCH, limit=8000)
    press_ar = long_text(ARABIC, limit=8000)
    certifies_all = BooleanField(
        _("Donner aussi une attestation de participation"),
        description=_("À toutes les candidatures recevables, en plus des lauréats et des mentions."),
    )

    @property
    def text(self) -> Translated:
        return Translated(fr=self.press_fr.data, ar=self.press_ar.data)


class FeedbackForm(VersionForm):
    feedback_fr = long_text(FRENCH, limit=1500)
    feedback_ar = long_text(ARABIC, limit=1500)

    @property
    def feedback(self) -> Translated:
        return Translated(fr=self.feedback_fr.data, ar=self.feedback_ar.data)


class AmountForm(BaseForm):
    amount = line(_("Montant du prix, en dirhams"), required=True, limit=30)


class ConsentForm(BaseForm):
    shows_name = BooleanField(_("J'accepte que mon nom, ou celui de mon groupe, soit publié si je gagne"))
    shows_photo = BooleanField(_("J'accepte qu'une photo de l'initiative soit publiée"))


class FollowUpForm(BaseForm):
    text = long_text(
        _("Ce que votre initiative est devenue"), required=True, limit=3000,
        description=_("Activité, emplois, territoire, difficultés : quelques lignes suffisent."),
    )  # fmt: skip
