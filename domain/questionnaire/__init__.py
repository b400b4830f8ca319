"""The interview machine: a form, the path its answers make, one transition a reply, what a text means."""
