"""What a review comes to, and the sheet its minutes print."""
