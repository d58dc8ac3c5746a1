"""What every template may use: translations, formats, permissions, menus."""

import re
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request, url_for
from markupsafe import Markup

from noress.core import clock, formats, i18n, territories
from noress.core.i18n import Translated
from noress.core.markdown import render_html
from noress.core.names import called
from noress.domain.accounts.permissions import P
from noress.domain.institutions.acts import act_words
from noress.web.assets import asset_url, icon
from noress.web.error_names import error_line, name_errors, note_legend
from noress.web.flashes import flashes
from noress.web.identity import current_actor, signed_in
from noress.web.languages import lang_url
from noress.web.menus import Menu, footer_items, menu
from noress.web.policy import allows

_TAG = re.compile(r"<[^>]*>")


def can(permission: str, subject: Any = None) -> bool:
    return allows(current_actor(), P(permission), subject)


def page_url(number: int) -> str:
    """The same list, same filters, another page."""
    # names that mean something to `url_for` itself are not a filter of ours
    asked = {name: value for name, value in request.args.items() if name != "endpoint" and name[:1] != "_"}
    values: dict[str, Any] = {**asked, **(request.view_args or {}), "page": number}
    return url_for(request.endpoint or "public.home", **values)


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.add_extension("jinja2.ext.do")
    env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=False)  # type: ignore[attr-defined]
    # Texts take their values as keywords, and autoescape them when the result is markup.
    env.globals.update(
        _=_markup_gettext, gettext=_markup_gettext, ngettext=_markup_ngettext,
        asset_url=asset_url, icon=icon, can=can, masthead=masthead, foot=foot, flashes=flashes, page_url=page_url,
        languages=i18n.LANGUAGE_NAMES, html_langs=i18n.HTML_LANG, demo=settings.demo, clock=clock,
        error_line=error_line, note_legend=note_legend,
    )  # fmt: skip
    env.filters.update(
        money=formats.money, date_words=formats.date_words, date_short=formats.date_short,
        time_words=formats.time_words, datetime_words=formats.datetime_words,
        datetime_short=formats.datetime_short, filesize=formats.filesize, number=formats.number,
        minutes_words=formats.minutes_words, percent=formats.percent, phone=formats.phone, tr=translated, markdown=long_text,
        called=called, listed=formats.listed, name_errors=name_errors, act=act_words, place_name=territories.name_of,
    )  # fmt: skip

    name, territory = Translated(settings.network_name), Translated(settings.network_territory)

    @app.context_processor
    def reader() -> dict[str, Any]:
        code = i18n.language()
        return {
            "lang": code,
            "html_lang": i18n.HTML_LANG[code],
            "text_dir": i18n.DIRECTION[code],
            "network_name": str(name),
            "network_territory": str(territory),
            "actor": current_actor(),
            "is_signed_in": signed_in() is not None,
        }


def masthead() -> Markup:
    """The top of every page: band, menus, languages, in whose name one acts."""
    actor = current_actor()
    return _masthead(
        current_app._get_current_object(),  # type: ignore[attr-defined] # noqa: SLF001
        i18n.language(), menu(), tuple(lang_url(code) for code in i18n.LANGUAGES),
        (actor.seat_label or actor.shown_name) if actor is not None else "", asset_url("icons.svg"),
    )  # fmt: skip


@lru_cache(maxsize=500)
def _masthead(
    app: Flask, code: str, shown: Menu, addresses: tuple[str, ...], seat: str, icons: str
) -> Markup:
    """It shows these values and nothing else: the same ones are not rendered twice."""
    choices = list(zip(i18n.LANGUAGES, ("FR", "ع", "EN"), addresses, strict=True))
    network_name = str(Translated(app.config["SETTINGS"].network_name))
    html = app.jinja_env.get_template("layout/_header.html").render(
        menu_items=shown.items(), choices=choices, seat=seat, network_name=network_name, lang=code
    )
    return Markup(html)  # noqa: S704 -- our own template, autoescaped


def foot() -> Markup:
    """The bottom of every page, the same for everybody who reads one language."""
    app: Any = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001
    return _foot(app, i18n.language(), request.script_root)


@lru_cache(maxsize=30)
def _foot(app: Flask, code: str, script_root: str) -> Markup:
    network_name = str(Translated(app.config["SETTINGS"].network_name))
    html = app.jinja_env.get_template("layout/_footer.html").render(
        footer_items=footer_items(), network_name=network_name, lang=code
    )
    return Markup(html)  # noqa: S704 -- our own template, autoescaped


def render_blocks(template: str, **values: Any) -> dict[str, Markup]:
    """Each block of a template by itself, by its name."""
    found = current_app.jinja_env.get_template(template)
    context = found.new_context(values)
    return {
        name: Markup("".join(render(context)).strip())  # noqa: S704 -- our own template, autoescaped
        for name, render in found.blocks.items()
    }


def translated(value: Any, code: str | None = None) -> Any:
    """Content in the reader's language, or marked when it exists in another one only."""
    if value is None:
        return ""
    if code is not None:
        return value.get(code, "")
    text = value if isinstance(value, Translated) else Translated(value)
    shown = Shown(text.__html__())
    shown.source = text
    return shown


class Shown(Markup):
    """Content that `tr` escaped, with what it was: filters that come after start from it again."""

    source: Translated | None = None


def long_text(value: Any) -> Markup:
    """Markdown to HTML. What comes as markup is read as the text that it shows: escaped once, and only here."""
    text = value.source if isinstance(value, Shown) and value.source is not None else value
    if isinstance(text, Markup):
        text = Markup(_TAG.sub("", text)).unescape()  # noqa: S704 -- to plain text, escaped by what follows
    html = render_html(text)
    code = text.pick()[0] if isinstance(text, Translated) else ""
    if not html or code in ("", i18n.language()):
        return html
    title = i18n.gettext("Texte disponible en %(name)s seulement", name=i18n.LANGUAGE_NAMES[code])
    return Markup('<div lang="{}" dir="{}" class="other-language" title="{}">{}</div>').format(
        i18n.HTML_LANG[code], i18n.DIRECTION[code], title, html
    )


def _markup_gettext(message: str, **values: Any) -> Any:
    text = i18n.gettext(message)
    if not values:
        return text
    if any(
        hasattr(value, "__html__") and not isinstance(value, Translated | i18n.Lazy)
        for value in values.values()
    ):
        return Markup(text) % values  # noqa: S704 -- our own text; Markup escapes the values
    return text % values


def _markup_ngettext(singular: str, plural: str, n: int, /, **values: Any) -> Any:
    return i18n.ngettext(singular, plural, n, **values)
