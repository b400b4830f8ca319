"""The minutes of a review: its results as data, and the sheet the document prints."""
