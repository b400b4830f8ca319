"""The content of the interviews: the sources of every capability merged, and the rules a form must satisfy."""
