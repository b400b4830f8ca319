"""Which answers contradict each other, and which biases they betray."""
