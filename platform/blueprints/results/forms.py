"""The shape of what is typed around the results."""

from wtforms import BooleanField, DateField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.web.forms import REQUIRED, BaseForm, line, long_text
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


class ReconsiderForm(VersionForm):
    """What the jury decided anew; which prize and which amount, where it gives one."""

    given = RadioField(
        _("Ce que le jury a décidé de nouveau"), validators=[InputRequired(_("Choisissez ce que le jury a décidé."))],
    )  # fmt: skip
    prize = RadioField(_("Prix donné"), choices=[], validate_choice=False)
    amount = line(
        _("Montant du prix, en dirhams"), limit=30,
        description=_("Pour un prix donné ex æquo : un nombre entier de dirhams, ou rien tant qu'il n'est pas connu. Sinon, laissez vide."),
    )  # fmt: skip
    mention_fr = long_text(FRENCH, limit=1500)
    mention_ar = long_text(ARABIC, limit=1500)
    because_fr = long_text(FRENCH, required=True, limit=3000)
    because_ar = long_text(ARABIC, required=True, limit=3000)
    reference = line(
        _("Référence de la décision"), required=True, description=_("Exemple : procès-verbal n° 2 du jury.")
    )
    day = DateField(_("Date de la décision"), validators=[InputRequired(REQUIRED)])

    def offer(self, prizes: list[tuple[int, str]], *, has_mention: bool) -> None:
        """What may be given in addition to what was told: values of `Outcome`."""
        choices = [SelectChoice("mention", str(_("Une mention spéciale")))] if not has_mention else []
        if prizes:
            choices.append(SelectChoice("winner", str(_("Un prix"))))
        choices.append(SelectChoice("none", str(_("Rien de plus : le résultat reste le même"))))
        self.given.choices = choices
        self.prize.choices = [SelectChoice(str(key), label) for key, label in prizes]

    @property
    def mention(self) -> Translated:
        return Translated(fr=self.mention_fr.data, ar=self.mention_ar.data)

    @property
    def because(self) -> Translated:
        return Translated(fr=self.because_fr.data, ar=self.because_ar.data)


class ConsentForm(BaseForm):
    shows_name = BooleanField(_("J'accepte que mon nom, ou celui de mon groupe, soit publié si je gagne"))
    shows_photo = BooleanField(_("J'accepte qu'une photo de l'initiative soit publiée"))


class FollowUpForm(BaseForm):
    text = long_text(
        _("Ce que votre initiative est devenue"), required=True, limit=3000,
        description=_("Activité, emplois, territoire, difficultés : quelques lignes suffisent."),
    )  # fmt: skip
