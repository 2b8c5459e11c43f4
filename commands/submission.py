"""Handing templates to the provider: what is missing there is made, what is unsubmitted sent in.

Safe to run again: it looks first, by the friendly name that carries name, language and version.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from crm import template_draft, template_submission, templates
from crm.provider import Provider, SendError, TemplateDraft, TemplateState, UnknownOutcome
from crm.template_submission import HandedIn
from runtime import Runtime


@dataclass(frozen=True)
class Step:
    """What became of one template, in words; `well` is false where a person must look."""

    friendly_name: str
    words: str
    well: bool = True


def submit(runtime: Runtime, organization_id: int) -> Iterator[Step]:
    """Create and submit the newest version of every template, one after the other.

    Not the free-form ones: those go inside the session window only, where no approval is needed.

    Raises crm.provider.ProviderUnavailable where the provider's list cannot be had. No
    transaction is open while the provider is asked.
    """
    with runtime.sessions() as session:
        drafts = [
            template_draft.draft(row, runtime.settings.public_url)
            for row in templates.to_approve(session, organization_id)
        ]
    held = {state.friendly_name: state for state in runtime.provider.list_templates()}
    for draft in drafts:
        try:
            yield _one(runtime.provider, draft, held.get(draft.friendly_name))
        except SendError as problem:
            words = f"refused: {problem.reason} (code {problem.code})"
            yield Step(draft.friendly_name, words, well=False)
        except UnknownOutcome:
            words = "nobody knows whether it was taken; run this again"
            yield Step(draft.friendly_name, words, well=False)


def _one(provider: Provider, draft: TemplateDraft, held: TemplateState | None) -> Step:
    done = template_submission.hand_in(provider, draft, held)
    if done is not HandedIn.THERE or held is None:
        return Step(draft.friendly_name, done.value)
    why = f": {held.rejection_reason}" if held.rejection_reason else ""
    return Step(draft.friendly_name, f"{done.value}, {held.approval_status}{why}")
