"""What the builder of the demo city writes into the audit log."""

from commonbeat.kernel import audit

audit.register_action(
    "demo.built", sentence="{actor} built the invented city of Marisol with {details[calls]} calls"
)
audit.register_action(
    "demo.requests_built",
    sentence="{actor} let the invented residents report {details[requests]} issues",
)
audit.register_action(
    "demo.questions_built",
    sentence="{actor} let the invented residents ask {details[questions]} questions",
)
audit.register_action(
    "demo.complaints_built",
    sentence="{actor} let the invented residents complain {details[complaints]} times",
)
audit.register_action(
    "demo.commendations_built",
    sentence="{actor} let the invented residents say thanks {details[commendations]} times",
)
audit.register_action(
    "demo.police_reports_built",
    sentence="{actor} let the invented residents send {details[reports]} police reports",
)
