"""What an anonymous visitor may do with police reports, and what they may see. The only file the public door imports."""

from .actions_calls import SlotTaken
from .asking import Step, add_problems, steps_for
from .drafts import DraftTooLarge
from .gate import Question
from .public_calls import CallBooked, Time, ask_for_call, call_form, free_times
from .public_gate import Agency, Outcome, agencies, decide_gate, gate_questions
from .public_receipt import Receipt, receipt, receipt_pdf, rights, services
from .public_writing import (
    Confirmation,
    SummaryPart,
    Writing,
    drop_file,
    keep,
    notice,
    open_draft,
    page_forms,
    save_step,
    send,
    start,
    start_supplement,
    summary,
    take_file,
)
from .rules import Unanswered, kind_is_enough

__all__ = [
    "Agency", "CallBooked", "Confirmation", "DraftTooLarge", "Outcome", "Question", "Receipt", "SlotTaken", "Step",
    "SummaryPart", "Time", "Unanswered", "Writing", "add_problems", "agencies", "ask_for_call", "call_form", "decide_gate",
    "drop_file", "free_times", "gate_questions", "keep", "kind_is_enough", "notice", "open_draft", "page_forms", "receipt", "receipt_pdf",
    "rights", "save_step", "send", "services", "start", "start_supplement", "steps_for", "summary", "take_file",
]  # fmt: skip
