"""One Jinja environment for every template; an unknown name is an error, HTML is escaped by its file's ending."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from paminn.texts.language import count_word, in_parts, swedish_choice, swedish_date, swedish_list


@cache
def environment() -> Environment:
    jinja = Environment(
        loader=PackageLoader("paminn.texts", "sv"),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html"),  # noqa: S701 - by ending
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,  # the templates of a running program do not change
    )
    jinja.filters |= {
        "date": swedish_date,
        "listed": swedish_list,
        "chosen": swedish_choice,
        "word": count_word,
        "in_parts": in_parts,
    }
    return jinja


def render(template: str, **values: object) -> str:
    """The text of `template` ("reminder/body.txt"). A missing value raises jinja2.UndefinedError."""
    return environment().get_template(template).render(**values)
