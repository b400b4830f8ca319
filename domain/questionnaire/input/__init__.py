"""What a person types or presses, as an answer: texts, buttons, lists, several answers at once."""
