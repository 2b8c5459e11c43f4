"""What the rules refuse, and why: the one family of errors that leaves crm."""


class Text(str):
    """English words of a refusal that stand beside its raise: a message kept for later, a value
    that is itself a word. Pages translate them as they translate the message."""

    __slots__ = ()


class CrmError(Exception):
    """A rule said no, in a sentence for the agent: what is wrong and what to do.

    `message` is that sentence in English with its values named, so that a page can say it in
    the reader's language; `facts` are the values (`money.Sum`, `local_time.Moment`, dates and
    `Text` are shown in the reader's way). `key` names the kind of refusal. What to do about it
    at the command line is the `hint`: only commands say it, at the end of `sentence`.
    """

    key = "refused"

    def __init__(self, message: str, /, *, hint: str = "", **facts: object) -> None:
        """Keep the message and the values it speaks of."""
        self.message, self.hint, self.facts = message, hint, facts
        self.sentence = f"{message} {hint}".strip() % facts
        super().__init__(self.sentence)


class WindowClosed(CrmError):
    """Free text outside the 24-hour session window."""

    key = "window_closed"


class OptedOut(CrmError):
    """The client asked not to be written to."""

    key = "opted_out"


class TemplateNotApproved(CrmError):
    """The template has no approved version in a language the client can be sent."""

    key = "template_not_approved"


class VariableMissing(CrmError):
    """A template's variable has no value."""

    key = "variable_missing"


class TextTooLong(CrmError):
    """More characters than WhatsApp takes in one message."""

    key = "text_too_long"


class TextEmpty(CrmError):
    """Nothing to send."""

    key = "text_empty"


class FileRefused(CrmError):
    """A file that WhatsApp would not take."""

    key = "file_refused"


class PhoneInvalid(CrmError):
    """A typed number that no telephone could have."""

    key = "phone_invalid"


class NotFound(CrmError):
    """No such row in this organization."""

    key = "not_found"


class ValueRefused(CrmError):
    """A setting or a detail whose value makes no sense."""

    key = "value_refused"


class AmountRefused(CrmError):
    """An amount that is none: too many digits, no number, or parts that cannot be made."""

    key = "amount_refused"


class StepRefused(CrmError):
    """A step that the booking's status, the clock or the actor does not allow."""

    key = "step_refused"


class StaleForm(CrmError):
    """Somebody else has changed the booking since the form was opened.

    `facts`: `version` and `status` as they are now; `event`, `by` and `at` of the last change.
    """

    key = "stale_form"


class SeatsGone(CrmError):
    """Fewer seats are left than are wanted."""

    key = "seats_gone"


class ListChanged(CrmError):
    """What is to be cancelled or moved is not what was shown any more."""

    key = "list_changed"


class KeyReused(CrmError):
    """The same idempotency key came with another request."""

    key = "key_reused"


class KeyBusy(CrmError):
    """The first request with this idempotency key is still being worked on."""

    key = "key_busy"


class ItemRefused(CrmError):
    """A line of a booking that cannot be so."""

    key = "item_refused"


class ScheduleRefused(CrmError):
    """Parts that do not make up the price, or days by which nobody could pay."""

    key = "schedule_refused"


class RefundRefused(CrmError):
    """More than the payment holds, or a refund that is already settled."""

    key = "refund_refused"


class ClaimRefused(CrmError):
    """A claim that is settled already, or a payment that is not its booking's."""

    key = "claim_refused"


class RoleRefused(CrmError):
    """Somebody of the team may not do this: it is a manager's."""

    key = "role_refused"


class StatementRefused(CrmError):
    """A file that is no bank statement."""

    key = "statement_refused"
