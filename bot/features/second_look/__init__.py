"""The trusted third party's blind notes, by link."""
