"""What the log says about files."""

from commonbeat.kernel.audit import register_action

register_action("files.stored", "{actor} stored file {object_id} for {purpose} ({details[size]} bytes)")
register_action("files.opened", "{actor} opened file {object_id}")
