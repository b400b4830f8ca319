"""What is on screen: texts and buttons of each kind of view."""
