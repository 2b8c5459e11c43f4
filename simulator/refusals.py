"""What Twilio says no to, in Twilio's shape: a code, a sentence, a link, a status."""

from typing import Any

WORDS = {
    20001: "Invalid parameter",
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "An internal server error has occurred",
    21211: "Invalid 'To' Phone Number: {0}",
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' "
    "number",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21609: "The 'StatusCallback' URL {0} is not a valid URL.",
    21610: "Attempt to send to unsubscribed recipient",
    21611: "This 'From' number has exceeded the maximum number of queued messages",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21619: "A text message body or media urls must be specified.",
    21620: "Invalid media URL(s)",
    21654: "ContentSid Required",
    21655: "The ContentSid is Invalid",
    21656: "The Content Variables parameter is invalid",
    21910: "'From' and 'To' number pair is invalid: they must be of the same channel",
    63007: "Twilio could not find a Channel with the specified From address",
    63031: "Channels message cannot have same From and To",
}


class Refusal(Exception):
    """A request that Twilio answers with an error, and of which it keeps nothing."""

    def __init__(self, code: int, status: int = 400, detail: str = "") -> None:
        """Know the sentence from the code; `detail` is what it speaks of."""
        words = WORDS.get(code, f"The request was refused with {code}")
        self.code, self.status = code, status
        self.message = words.format(detail) if "{0}" in words else words
        super().__init__(f"{code}: {self.message}")

    @property
    def body(self) -> dict[str, Any]:
        """The JSON body of the answer."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
