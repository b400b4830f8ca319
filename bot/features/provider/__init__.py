"""What the provider is asked and told, by link."""
