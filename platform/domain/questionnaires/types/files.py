"""Files and photos: they travel by themselves (rules/files.py); the answer is the list of what came."""

from typing import Any, ClassVar

from noress.core.formats import filesize, listed
from noress.core.i18n import lazy as _
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.types.base import Posted, QuestionType, register, wrong_counts


@register
class File(QuestionType):
    """[{"file": id of the stored file, "name": ..., "size": bytes}]. `audio`: a recorded voice. `restricted`: it may show an identity card, so that
    only the domain that owns the answers gives it out, to those it names."""

    key, label, seconds, is_file = "file", _("fichier"), 60, True
    #: `model` comes besides: a file of its own per language, given as voices are
    settings: ClassVar[tuple[str, ...]] = ("max_files", "audio", "restricted")
    fits_groups = False

    def read(self, question: Question, name: str, posted: Posted) -> Any:
        raise NotImplementedError("files are attached by their own rule")

    def typed(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {}

    def check_question(self, question: Question) -> list[Any]:
        return wrong_counts(question, "max_files")

    def say(self, question: Question, answer: Any) -> str:
        return listed(f"{part['name']} ({filesize(part['size'])})" for part in answer) if answer else ""


@register
class Photo(File):
    key, label = "photo", _("photo")
    settings = ("max_files", "restricted")
