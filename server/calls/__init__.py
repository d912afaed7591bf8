"""One call = state machine + engine + ledger. Both edges, live and archive, go through here.

Ledger first, then release: what a method returns has been committed already.
"""

from server.calls.call import Call
from server.calls.calls import DEFAULT_HOLD, LONGEST_HOLD, Calls
from server.calls.transcript import Transcript

__all__ = ["DEFAULT_HOLD", "LONGEST_HOLD", "Call", "Calls", "Transcript"]
