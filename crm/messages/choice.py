"""The choice at the moment of sending: free text or template, which language, or not at all."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm import language, public_urls, templates, window
from crm.documents import files
from crm.flows.flow import Case
from crm.messages import automatic, judgement
from crm.messages.refusal import MayNotGo
from crm.models import Attachment, Communication, Organization, WhatsappTemplate
from crm.provider import Outbound, OutboundTemplate, OutboundText
from templates_whatsapp import render


class Chooser:
    """Chooses for the messages of one claim; reads each organization and template once."""

    def __init__(self, session: Session, public_url: str, now: datetime) -> None:
        """`public_url` is where our pages and files are."""
        self._session = session
        self._public_url = public_url
        self._now = now
        self._organizations: dict[int, Organization] = {}
        self._templates: dict[tuple[int, str], list[WhatsappTemplate]] = {}

    def message(self, row: Any) -> Outbound:
        """What to send for a claimed row. Raises MayNotGo or NotYet."""
        window_is_open = window.of(row.last_inbound_at, self._now).is_open
        if row.template_name is None:
            if not window_is_open:
                raise MayNotGo("window_closed")
            media_url = self._file(row.id) if row.media_type else None
            return OutboundText(
                row.public_id, row.sender_address, row.client_address, row.body, media_url
            )
        judgement.consent(row)
        return self._template_message(row, free=window_is_open and not row.template_only)

    def _file(self, communication_id: int) -> str:
        """Where the provider fetches the file of a message, for a day from now."""
        attachment = self._session.scalars(
            select(Attachment).where(Attachment.communication_id == communication_id)
        ).one()
        link = files.link_upload(self._session, attachment, self._now)
        return public_urls.file(self._public_url, "/".join(link))

    def _template_message(self, row: Any, *, free: bool) -> Outbound:
        """A template by the provider's content where it has parts, else as plain text."""
        organization = self._organization(row.organization_id)
        case = judgement.case_of(self._session, row, organization, self._now)
        name = row.template_name
        if row.author == "system":
            name = automatic.form_now(name, organization, self._now)
            name = judgement.form(case, row.answers_at, name)
        template = self._pick(row, organization, name, free=free)
        judgement.marketing(row, template)
        values = self._values(row, case, template)
        body = render.render(template.content, values)
        as_text = free and (_is_plain(template) or not _goes_whole(template, free=free))
        if as_text:
            body = self._with_addresses(body, values)
        self._remember(row, template, body)
        if as_text:
            return OutboundText(row.public_id, row.sender_address, row.client_address, body)
        assert template.content_sid is not None  # noqa: S101  (else it was not picked)
        return OutboundTemplate(
            row.public_id,
            row.sender_address,
            row.client_address,
            template.content_sid,
            templates.by_position(template, values),
        )

    def _with_addresses(self, body: str, values: Mapping[str, str]) -> str:
        """The text, and below it what its link and its document would have opened."""
        addresses = [
            address(self._public_url, values[name])
            for name, address in (("file", public_urls.file), ("page", public_urls.page))
            if name in values
        ]
        return "\n\n".join([body, *addresses])

    def _pick(
        self, row: Any, organization: Organization, name: str, *, free: bool
    ) -> WhatsappTemplate:
        """The newest version that may be sent, in the first language that has one."""
        own = row.preferred_language or language.for_phone(row.phone)
        # An earlier attempt has left its language in the row; the client's may have changed.
        automatically = row.author == "system"
        wanted = [own] if automatically or not row.template_language else [row.template_language]
        if automatically:
            wanted += [organization.default_language, "en"]
        for code in filter(None, [*wanted, organization.default_language]):
            versions = [
                one for one in self._versions(row.organization_id, name) if one.language == code
            ]
            whole = [one for one in versions if _goes_whole(one, free=free)]
            # Inside the window any version may go as plain text.
            if found := whole or (versions if free else []):
                return found[0]
        raise MayNotGo("no_template")

    def _values(self, row: Any, case: Case, template: WhatsappTemplate) -> Mapping[str, str]:
        """Every parameter's value, clean enough for the provider."""
        organization = case.organization
        situation = automatic.Situation(
            organization=organization,
            client_name=row.name,
            name_is_placeholder=row.name_is_placeholder,
            privacy_url=organization.privacy_url or public_urls.privacy(self._public_url),
            language=template.language,
            now=self._now,
        )
        names = templates.parameters(template)
        given = dict(row.template_params or {})
        values = automatic.values(names, situation)
        values |= judgement.values(case, template, [name for name in names if name not in given])
        values |= given
        missing = [name for name in names if not values.get(name, "").strip()]
        if missing:
            raise MayNotGo("variable_missing")
        return {name: render.clean(values[name]) for name in names}

    def _remember(self, row: Any, template: WhatsappTemplate, body: str) -> None:
        """Keep what was sent: version, language and text."""
        self._session.execute(
            update(Communication)
            .where(Communication.id == row.id)
            .values(
                template_id=template.id,
                template_name=template.name,
                template_language=template.language,
                body=body,
            )
        )

    def _organization(self, organization_id: int) -> Organization:
        if organization_id not in self._organizations:
            found = self._session.get_one(Organization, organization_id)
            self._organizations[organization_id] = found
        return self._organizations[organization_id]

    def _versions(self, organization_id: int, name: str) -> list[WhatsappTemplate]:
        """All versions of a template, newest first."""
        key = (organization_id, name)
        if key not in self._templates:
            found = self._session.scalars(
                select(WhatsappTemplate)
                .where(
                    WhatsappTemplate.organization_id == organization_id,
                    WhatsappTemplate.name == name,
                    WhatsappTemplate.active,
                )
                .order_by(WhatsappTemplate.version.desc())
            )
            self._templates[key] = list(found)
        return self._templates[key]


def _goes_whole(version: WhatsappTemplate, *, free: bool) -> bool:
    """Whether it may go with all its parts.

    Inside the window a text needs nothing, buttons or a document only the provider's content;
    a card needs approval there, too.
    """
    if free and _is_plain(version):
        return True
    is_approved = version.approval_status == "approved"
    return version.content_sid is not None and (is_approved or (free and not _is_card(version)))


def _is_plain(version: WhatsappTemplate) -> bool:
    return not version.buttons and version.header is None


def _is_card(version: WhatsappTemplate) -> bool:
    kinds = {"page" in button for button in version.buttons}
    return len(kinds) > 1 or bool(kinds and version.header)
