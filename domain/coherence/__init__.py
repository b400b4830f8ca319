"""Which answers do not hold together, and the biases they betray."""
