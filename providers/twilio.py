"""Twilio behind the seam: the one class the rest of the product is given."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from twilio.rest import Client

from crm.probe import ProbeAnswer
from crm.provider import (
    Accepted,
    DeliveryReport,
    FetchedMedia,
    InboundMessage,
    Outbound,
    ProviderUnavailable,
    SentMessage,
    TemplateDraft,
    TemplateState,
)
from providers import (
    twilio_content,
    twilio_inbound,
    twilio_probe,
    twilio_reports,
    twilio_search,
    twilio_sending,
)
from providers.twilio_http import TwilioHttp
from providers.twilio_media import TwilioMedia
from providers.twilio_outcomes import asking
from providers.twilio_signature import Signatures

NO_REGION = {"TWILIO_REGION": "", "TWILIO_EDGE": ""}
"""The library reads the environment by itself; here the settings are the only source."""


class TwilioProvider:
    """crm.provider.Provider over Twilio's HTTP. Safe to share by threads; one a process."""

    def __init__(
        self, account_sid: str, auth_tokens: Sequence[str], api_url: str | None, status_url: str
    ) -> None:
        """Join the parts; connects to nothing yet.

        The first token is the one we sign in with; all of them may have signed a webhook.
        `api_url` stands in for every Twilio host. `status_url` is where Twilio reports
        deliveries, without a query.
        """
        self._account_sid = account_sid
        self._auth_tokens = tuple(auth_tokens)
        self._status_url = status_url
        self._http = TwilioHttp(api_url)
        self._client = Client(
            account_sid, auth_tokens[0], http_client=self._http, environment=NO_REGION
        )
        self._signatures = Signatures(auth_tokens)
        self._media = TwilioMedia(account_sid, auth_tokens[0], api_url)

    def verify(self, url: str, form: Any, signature: str) -> bool:
        """See the seam."""
        return self._signatures.verify(url, form, signature)

    def probe(self, url: str, *, genuine: bool) -> ProbeAnswer:
        """See the seam."""
        return twilio_probe.call(url, self._account_sid, self._auth_tokens[0], genuine=genuine)

    def read_probe(self, form: Any) -> str | None:
        """See the seam."""
        return twilio_probe.read(form, self._auth_tokens)

    def read_inbound(self, form: Mapping[str, str]) -> InboundMessage:
        """See the seam."""
        return twilio_inbound.read_inbound(form, self._account_sid)

    def read_report(self, form: Mapping[str, str], public_id: str | None) -> DeliveryReport:
        """See the seam."""
        return twilio_reports.read_report(form, public_id, self._account_sid)

    def send(self, message: Outbound) -> Accepted:
        """See the seam."""
        return twilio_sending.send(self._client, self._http, self._status_url, message)

    def find_sent(
        self, sender_address: str, client_address: str, since: datetime, until: datetime
    ) -> list[SentMessage]:
        """See the seam."""
        return twilio_search.find_sent(self._client, sender_address, client_address, since, until)

    def fetch_media(self, url: str, limit: int) -> FetchedMedia:
        """See the seam."""
        return self._media.fetch(url, limit)

    def list_templates(self) -> list[TemplateState]:
        """See the seam."""
        return twilio_content.list_templates(self._client)

    def create_template(self, draft: TemplateDraft) -> str:
        """See the seam."""
        return twilio_content.create_template(self._client, self._http, draft)

    def submit_template(self, content_sid: str, name: str, category: str) -> None:
        """See the seam."""
        twilio_content.submit_template(self._client, self._http, content_sid, name, category)

    def check_credentials(self) -> str | None:
        """See the seam."""
        try:
            with asking():
                account = self._client.api.v2010.accounts(self._account_sid).fetch()
                status = str(account.status)
        except ProviderUnavailable:
            answer = self._http.last_answer()
            if answer is None:
                return "Twilio cannot be reached."
            if answer.status in (401, 403, 404):
                return "Twilio refuses the account SID with this auth token."
            return f"Twilio answers with an error just now (HTTP {answer.status})."
        return None if status == "active" else f"The Twilio account is {status}."
