"""What tests of code that uses awso need: `MemoryTransport` answers without a network."""

from awso.transports.memory import MemoryTransport

__all__ = ["MemoryTransport"]
