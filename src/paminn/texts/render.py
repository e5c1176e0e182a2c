"""How templates are rendered: an unknown name is an error, and a page is escaped whatever its words come through."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from paminn.texts.language import (
    count_word,
    counted,
    in_parts,
    swedish_choice,
    swedish_date,
    swedish_days,
    swedish_list,
)


@cache
def environment() -> Environment:
    """The one for plain text."""
    jinja = Environment(
        loader=PackageLoader("paminn.texts", "sv"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - of what is plain text; pages have an environment of their own
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,  # the templates of a running program do not change
    )
    jinja.filters |= {
        "date": swedish_date,
        "days": swedish_days,
        "listed": swedish_list,
        "chosen": swedish_choice,
        "word": count_word,
        "counted": counted,
        "in_parts": in_parts,
    }
    return jinja


@cache
def _environment_of_pages() -> Environment:
    """The same templates for HTML. All are escaped, so that a sentence in a .txt that a page shares is escaped too."""
    return environment().overlay(autoescape=True)


def render(template: str, **values: object) -> str:
    """The text of `template` ("reminder/body.txt"). A missing value raises jinja2.UndefinedError."""
    rendered_by = environment()
    if template.endswith(".html"):
        rendered_by = _environment_of_pages()
    return rendered_by.get_template(template).render(**values)
