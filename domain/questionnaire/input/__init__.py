"""What a person may type or press, and the answers it stands for: texts, buttons, lists, several answers at once."""
