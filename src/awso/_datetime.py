"""The names of `datetime` that every call needs, without the module: on Python 3.11 it costs a process 1.2 ms.

There `Lib/datetime.py` defines all of it in Python, and then replaces that by what `_datetime` has in C (which msgspec
cannot do without either): the classes here are those very ones. From 3.12 on the module is a few lines. Remove when
Python 3.11 is no longer supported.
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING or sys.version_info >= (3, 12):
    from datetime import UTC as UTC
    from datetime import datetime as datetime
    from datetime import timedelta as timedelta
else:
    from _datetime import UTC as UTC
    from _datetime import datetime as datetime
    from _datetime import timedelta as timedelta
