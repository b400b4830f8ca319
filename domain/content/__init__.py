"""Every capability's sources in one place, and the rules a form must satisfy."""
