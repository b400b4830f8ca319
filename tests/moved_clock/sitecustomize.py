"""Under `faketime`, Python's own sleep ends at a moment long past and fails; every process of `make test-days` waits so."""

import threading
import time

# Nobody ever sets this event.
time.sleep = threading.Event().wait  # type: ignore[assignment]
