"""The guard on states, the numbers, and the categories and reply templates a new installation starts with."""

import tomllib
from pathlib import Path

from django.db import migrations

TOPIC = Path(__file__).resolve().parents[1]
GUARD = """
CREATE CONSTRAINT TRIGGER requests_servicerequest_state AFTER INSERT OR UPDATE OF state ON requests_servicerequest
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('requests.request');
CREATE TRIGGER requests_servicerequest_kept BEFORE DELETE ON requests_servicerequest
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('requests.request');
CREATE CONSTRAINT TRIGGER requests_codecase_state AFTER INSERT OR UPDATE OF state ON requests_codecase
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('requests.code_case');
CREATE TRIGGER requests_codecase_kept BEFORE DELETE ON requests_codecase
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('requests.code_case');
CREATE SEQUENCE requests_number;
CREATE SEQUENCE requests_case_number;
"""
UNGUARD = """
DROP SEQUENCE requests_case_number;
DROP SEQUENCE requests_number;
DROP TRIGGER requests_codecase_kept ON requests_codecase;
DROP TRIGGER requests_codecase_state ON requests_codecase;
DROP TRIGGER requests_servicerequest_kept ON requests_servicerequest;
DROP TRIGGER requests_servicerequest_state ON requests_servicerequest;
"""


def load(apps, schema_editor):
    """Copy the shipped words into the tables staff edit; what is there already stays."""
    shipped = tomllib.loads((TOPIC / "categories.toml").read_text(encoding="utf-8"))
    group, category = apps.get_model("requests", "CategoryGroup"), apps.get_model("requests", "Category")
    for sort, row in enumerate(shipped["groups"], 1):
        group.objects.get_or_create(
            code=row["code"], defaults={"name_en": row["en"], "name_es": row["es"], "sort": sort}
        )
    for sort, row in enumerate(shipped["categories"], 1):
        stop, words = row.get("stop", {}), row.get("words", {})
        given = {
            "group_id": row["group"], "name_en": row["name"]["en"], "name_es": row["name"]["es"],
            "description_en": row["text"]["en"], "description_es": row["text"]["es"],
            "keywords_en": words.get("en", ""), "keywords_es": words.get("es", ""), "team": row["team"],
            "target_days": row["days"], "private": row.get("private", False), "stop_kind": stop.get("kind", ""),
            "stop_en": stop.get("en", ""), "stop_es": stop.get("es", ""), "form_key": row.get("form", ""), "sort": sort,
        }  # fmt: skip
        category.objects.get_or_create(code=row["code"], defaults=given)
    template = apps.get_model("requests", "ReplyTemplate")
    for row in tomllib.loads((TOPIC / "templates.toml").read_text(encoding="utf-8"))["templates"]:
        given = {"title": row["title"], "text_en": row["en"], "text_es": row["es"], "closing": row.get("closing", False)}
        template.objects.get_or_create(code=row["code"], defaults=given)


class Migration(migrations.Migration):
    dependencies = [("requests", "0001_requests"), ("workflow", "0001_moves")]

    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
