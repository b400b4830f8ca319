"""The cahier des charges on demand: read, received, completed."""
