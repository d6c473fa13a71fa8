"""What people tell us of themselves, and what they want us to leave."""
