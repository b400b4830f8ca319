"""What several features read of a company's file."""
