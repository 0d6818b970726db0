"""The open interface: released data, open to everybody."""

ROWS = {
    "api-v1:openapi-json": {"open": True},
    "api-v1:list_datasets": {"open": True},
    "api-v1:list_rows": {"open": True, "args": {"name": "no-such-dataset"}, "ok": 404},
    "api-v1:list_calls": {"open": True, "ok": 404},
    "api-v1:list_measures": {"open": True},
    "api-v1:list_beats": {"open": True},
    "api-v1:api-root": {"skip": "answers 404 by design: tests/front/api/test_api.py"},
}
