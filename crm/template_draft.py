"""A template as the provider is given it for approval: numbered, with a sample for each value."""

from typing import Any

from crm import public_urls, templates
from crm.models import WhatsappTemplate
from crm.provider import Link, QuickReply, TemplateDraft
from templates_whatsapp import render

SAMPLES = {
    "file": "sample/voucher.pdf",
    "reference": "3f6c1c1e-8f0a-4c55-9d3e-0a8f3b1d2c77",
}
"""What the reviewers see; the sample of a page is that page's: `sample/pay`.

They open both, so our pages must show something there.
"""


def draft(template: WhatsappTemplate, public_url: str) -> TemplateDraft:
    """What to create at the provider; `public_url` is where our pages and files are."""
    names = templates.parameters(template)
    return TemplateDraft(
        friendly_name=templates.friendly_name(template),
        name=template.name,
        language=template.language,
        category=template.category,
        body=render.numbered(template.content, names),
        samples=templates.by_position(template, _samples(template)),
        buttons=tuple(_button(button, names, public_url) for button in template.buttons),
        document=public_urls.file(public_url, _number(names, "file")) if template.header else None,
    )


def _samples(template: WhatsappTemplate) -> dict[str, str]:
    examples = {str(one["name"]): str(one["example"]) for one in template.variables}
    page = next((button["page"] for button in template.buttons if "page" in button), "")
    return SAMPLES | {"page": f"sample/{page}"} | examples


def _button(button: dict[str, Any], names: list[str], public_url: str) -> Link | QuickReply:
    if "page" in button:
        return Link(button["title"], public_urls.page(public_url, _number(names, "page")))
    return QuickReply(button["title"], render.numbered(button["id"], names))


def _number(names: list[str], name: str) -> str:
    return f"{{{{{names.index(name) + 1}}}}}"
