"""The names that the services' stubs use, under spellings that no shape has.

Imported by one line, for 439 stubs that each listed them would make a wheel 100 kB bigger. Only checkers read this.
"""

import builtins as _builtins
from collections.abc import Mapping as _Mapping
from collections.abc import Sequence as _Sequence
from datetime import datetime as _datetime
from typing import Literal as _Literal
from typing import Never as _Never
from typing import TypeAlias as _TypeAlias
from typing import overload as _overload

from awso.async_client import AsyncioClient as _AsyncioClient
from awso.client import BlockingClient as _BlockingClient
from awso.core.event_streams import EventSource as _EventSource
from awso.core.event_streams import EventStream as _EventStream
from awso.core.request_bodies import StreamSource as _StreamSource
from awso.core.response_bodies import StreamingBody as _StreamingBody
from awso.core.waits import OnAttempt as _OnAttempt
from awso.declarations import AsyncWaits as _AsyncWaits
from awso.declarations import BlockingWaits as _BlockingWaits
from awso.declarations import ListMember as _List
from awso.declarations import MapMember as _Map
from awso.declarations import NestedMember as _Nested
from awso.declarations import OptionalListMember as _OptionalList
from awso.declarations import OptionalMapMember as _OptionalMap
from awso.declarations import OptionalNestedMember as _OptionalNested
from awso.declarations import operation as _operation
from awso.declarations import paginated as _paginated
from awso.declarations import paginated_items as _paginated_items
from awso.declarations import waiter as _waiter
from awso.errors import ServiceError as _ServiceError
from awso.shapes.document import Document as _Document
from awso.shapes.shape import Shape as _Shape

__all__ = [
    "_AsyncWaits",
    "_AsyncioClient",
    "_BlockingClient",
    "_BlockingWaits",
    "_Document",
    "_EventSource",
    "_EventStream",
    "_List",
    "_Literal",
    "_Map",
    "_Mapping",
    "_Nested",
    "_Never",
    "_OnAttempt",
    "_OptionalList",
    "_OptionalMap",
    "_OptionalNested",
    "_Sequence",
    "_ServiceError",
    "_Shape",
    "_StreamSource",
    "_StreamingBody",
    "_TypeAlias",
    "_builtins",
    "_datetime",
    "_operation",
    "_overload",
    "_paginated",
    "_paginated_items",
    "_waiter",
]
