"""What is said when its time comes: reviews, actions, certificates, interviews left in the middle."""
