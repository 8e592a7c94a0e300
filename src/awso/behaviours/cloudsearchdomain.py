"""CloudSearch: queries that may be longer than a URL."""

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.http import HttpRequest


class SearchByPost(Behaviour):
    """Sends the query of `Search` in a body, for a URL has a limit of 8 KB there.

    https://docs.aws.amazon.com/cloudsearch/latest/developerguide/submitting-search-requests.html
    """

    def adjust_request(self, call: Invocation, request: HttpRequest) -> HttpRequest:
        """A POST with the query as a form."""
        url, mark, query = request.url.partition("?")
        if not mark:
            return request
        headers = request.headers.with_fields(("Content-Type", "application/x-www-form-urlencoded"))
        return msgspec.structs.replace(request, method="POST", url=url, headers=headers, body=query.encode())
