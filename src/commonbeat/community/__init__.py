"""What residents ask, bring and read: requests, police reports, questions, and the promises made about them."""
