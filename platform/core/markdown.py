"""The small Markdown subset of long texts (paragraph, list, bold, link) as safe HTML."""

from functools import lru_cache
from typing import Any

from markupsafe import Markup

ALLOWED_TAGS = {"p", "ul", "ol", "li", "strong", "a", "br"}


@lru_cache
def _parser() -> Any:
    from markdown_it import MarkdownIt  # heavy, and few pages show long texts

    return MarkdownIt("zero", {"html": False, "breaks": True}).enable(
        ["emphasis", "list", "link", "newline", "paragraph", "balance_pairs"]
    )


def parse(text: Any) -> list[Any]:
    """The tokens of a long text, for those who render it to something else than HTML."""
    return list(_parser().parse(str(text or "")))


def render_html(text: Any) -> Markup:
    """Markdown to HTML; anything outside the subset stays plain text."""
    import nh3

    html = _parser().render(str(text or ""))
    clean = nh3.clean(
        html, tags=ALLOWED_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"}
    )
    return Markup(clean)  # noqa: S704 -- sanitised just above
