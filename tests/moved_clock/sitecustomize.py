"""How every process of `make test-days` sleeps: under `faketime`, Python's own sleep is until a moment long past."""

import threading
import time

# Nobody ever sets this event.
time.sleep = threading.Event().wait  # type: ignore[assignment]
