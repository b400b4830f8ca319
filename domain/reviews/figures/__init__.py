"""The figures of reviews: which are due, those noted month by month, their series, volume and delay of the service."""
