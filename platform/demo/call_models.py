"""Two empty papers that come with the call of the demonstration, in both languages: open them, fill them in, sign, take a
photo. Their words are the demonstration's."""

import io
import zipfile
from datetime import datetime
from html import escape

from flask import current_app

from noress.domain.accounts.actor import Actor
from noress.domain.files.rules import store_file
from noress.domain.funding.models import FundingCall
from noress.domain.funding.rules.completeness import coming_version
from noress.domain.questionnaires.rules import record_model

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LINE = " ………………………………………………"
#: question of the full file: {language: (name of the file, its lines)}
MODELS = {
    "identity": {
        "fr": ("modele-pouvoir.docx", (
            "Pouvoir de signer (modèle, démonstration)", "La structure :" + _LINE, "donne pouvoir à :" + _LINE,
            "Fonction :" + _LINE, "de signer et d'envoyer sa candidature à l'appel à manifestation d'intérêt.",
            "Fait à :" + _LINE, "Le :" + _LINE, "Signature et cachet :",
        )),
        "ar": ("namoudaj-tafwid.docx", (
            "تفويض بالتوقيع (نموذج، عرض تجريبي)", "البنية:" + _LINE, "تفوض إلى:" + _LINE, "الصفة:" + _LINE,
            "التوقيع على ملف ترشيحها لطلب إبداء الاهتمام وإرساله.", "حرر في:" + _LINE, "بتاريخ:" + _LINE, "التوقيع والخاتم:",
        )),
    },
    "decision": {
        "fr": ("modele-decision.docx", (
            "Décision de présenter le projet (modèle, démonstration)", "Réunion du :" + _LINE, "Présents :" + _LINE,
            "Le bureau décide de présenter le projet :" + _LINE, "Apport propre de la structure :" + _LINE, "Signatures :",
        )),
        "ar": ("namoudaj-qarar.docx", (
            "قرار تقديم المشروع (نموذج، عرض تجريبي)", "اجتماع يوم:" + _LINE, "الحاضرون:" + _LINE,
            "يقرر المكتب تقديم المشروع:" + _LINE, "المساهمة الذاتية للبنية:" + _LINE, "التوقيعات:",
        )),
    },
}  # fmt: skip


def add_models(call: FundingCall, actor: Actor, now: datetime) -> None:
    """While its forms are in the making."""
    for question, languages in MODELS.items():
        for language, (name, lines) in languages.items():
            content = _document(lines, is_arabic=language == "ar")
            file = store_file(
                name=name, stream=io.BytesIO(content), storage=current_app.extensions["storage"], max_bytes=len(content),
                actor=actor, now=now,
            )  # fmt: skip
            draft = coming_version(call.file_questionnaire_id or 0)
            assert draft is not None, "the call has made its forms"
            record_model(
                draft=draft,
                name=question,
                language=language,
                file=file,
                version=draft.version,
                actor=actor,
                now=now,
            )


def _document(lines: tuple[str, ...], *, is_arabic: bool) -> bytes:
    paragraph, run = ("<w:pPr><w:bidi/></w:pPr>", "<w:rPr><w:rtl/></w:rPr>") if is_arabic else ("", "")
    body = "".join(
        f'<w:p>{paragraph}<w:r>{run}<w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in lines
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for path, text in parts.items():
            package.writestr(zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0)), text)
    return made.getvalue()
