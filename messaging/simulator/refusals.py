"""The provider's own ways of saying no, in its JSON."""

from django.http import JsonResponse

# Code → (HTTP status, words). Source: the provider's public list of errors.
_REFUSALS = {
    20003: (401, "Authentication Error - invalid username"),
    20004: (405, "Method not allowed"),
    20009: (409, "The message cannot be changed before its delivery is complete"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service is unavailable. Please try again"),
    21211: (400, "Invalid 'To' Phone Number"),
    21266: (400, "'To' and 'From' number cannot be the same"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number is not a valid, message-capable number of this account."),
    21609: (400, "The 'StatusCallback' URL is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (429, "This 'From' number has exceeded the maximum number of queued messages"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit."),
    21624: (400, "Invalid validity period value"),
}


class Refused(Exception):
    """The provider refuses a request."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.status, self.words = _REFUSALS[code]
        super().__init__(self.words)

    def as_response(self) -> JsonResponse:
        """The refusal as the provider words it."""
        answer = JsonResponse(
            {
                "code": self.code,
                "message": self.words,
                "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
                "status": self.status,
            },
            status=self.status,
        )
        if self.status == 401:
            answer["WWW-Authenticate"] = 'Basic realm="Twilio API"'
        return answer
