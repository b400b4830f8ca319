"""A person's rights over their data: receiving it all, erasing it all."""
