"""The description of this interface for programs, OpenAPI 3.1: what can be asked, and what is answered."""

from __future__ import annotations

from typing import Any

from . import here

_TEXT = {"type": ["string", "null"]}
_MOMENT = {"type": ["string", "null"], "format": "date-time"}
_NUMBER = {"type": ["number", "null"]}

SERVICE = {
    "type": "object",
    "required": ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"],
    "properties": {
        "service_code": {"type": "string"},
        "service_name": {"type": "string"},
        "description": {"type": "string"},
        "metadata": {"type": "boolean"},
        "type": {"enum": ["realtime", "batch", "blackbox"]},
        "keywords": {"type": "string"},
        "group": {"type": "string"},
    },
    "additionalProperties": False,
}
ATTRIBUTE = {
    "type": "object",
    "required": [
        "variable", "code", "datatype", "required", "datatype_description", "order", "description", "values",
    ],
    "properties": {
        "variable": {"type": "boolean"},
        "code": {"type": "string"},
        "datatype": {"enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]},
        "required": {"type": "boolean"},
        "datatype_description": _TEXT,
        "order": {"type": "integer", "minimum": 1},
        "description": {"type": "string"},
        "values": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["key", "name"],
                "properties": {"key": {"type": "string"}, "name": {"type": "string"}},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}  # fmt: skip
DEFINITION = {
    "type": "object",
    "required": ["service_code", "attributes"],
    "properties": {
        "service_code": {"type": "string"},
        "attributes": {"type": "array", "items": {"$ref": "#/components/schemas/Attribute"}},
    },
    "additionalProperties": False,
}
_REQUEST_FIELDS = {
    "service_request_id": {"type": "string"},
    "status": {"enum": ["open", "closed"]},
    "status_notes": _TEXT,
    "service_name": {"type": "string"},
    "service_code": {"type": "string"},
    "description": _TEXT,
    "agency_responsible": {"type": "string"},
    "service_notice": _TEXT,
    "requested_datetime": {"type": "string", "format": "date-time"},
    "updated_datetime": _MOMENT,
    "expected_datetime": _MOMENT,
    "address": _TEXT,
    "address_id": _TEXT,
    "zipcode": _TEXT,
    "lat": _NUMBER,
    "long": _NUMBER,
    "media_url": _TEXT,
}
REQUEST = {
    "type": "object",
    "required": list(_REQUEST_FIELDS),
    "properties": _REQUEST_FIELDS,
    "additionalProperties": False,
}
CREATED = {
    "type": "object",
    "required": ["service_request_id", "service_notice", "account_id"],
    "properties": {
        "service_request_id": {"type": "string"},
        "service_notice": {"type": "string"},
        "account_id": {"type": "null"},
    },
    "additionalProperties": False,
}
UPDATE = {
    "type": "object",
    "required": ["update_id", "service_request_id", "status", "updated_datetime", "description", "media_url"],
    "properties": {
        "update_id": {"type": "string"},
        "service_request_id": {"type": "string"},
        "status": {"enum": ["open", "closed"]},
        "updated_datetime": {"type": "string", "format": "date-time"},
        "description": _TEXT,
        "media_url": _TEXT,
    },
    "additionalProperties": False,
}
POSTED = {
    "type": "object",
    "required": ["update_id"],
    "properties": {"update_id": {"type": "string"}},
    "additionalProperties": False,
}
TOKEN = {
    "type": "object",
    "required": ["service_request_id", "token"],
    "properties": {"service_request_id": {"type": "string"}, "token": {"type": "string"}},
    "additionalProperties": False,
}
FAULT = {
    "type": "object",
    "required": ["code", "description"],
    "properties": {"code": {"type": "integer"}, "description": {"type": "string"}},
    "additionalProperties": False,
}
DISCOVERY = {
    "type": "object",
    "required": ["changeset", "contact", "key_service", "endpoints"],
    "properties": {
        "changeset": {"type": "string", "format": "date-time"},
        "contact": {"type": "string"},
        "key_service": {"type": "string"},
        "endpoints": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["specification", "url", "changeset", "type", "formats"],
                "properties": {
                    "specification": {"type": "string"},
                    "url": {"type": "string", "format": "uri"},
                    "changeset": {"type": "string", "format": "date-time"},
                    "type": {"enum": ["production", "test"]},
                    "formats": {"type": "array", "items": {"type": "string"}},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
_SCHEMAS = {
    "Service": SERVICE, "Attribute": ATTRIBUTE, "Definition": DEFINITION, "Request": REQUEST, "Created": CREATED,
    "Token": TOKEN, "Update": UPDATE, "Posted": POSTED, "Fault": FAULT, "Discovery": DISCOVERY,
}  # fmt: skip
_FAULTS = {
    "400": "Something was not provided or cannot be read.",
    "403": "The key is missing or opens nothing here.",
    "404": "What is named does not exist here.",
    "413": "The body is too large.",
    "429": "Too many calls in this hour.",
}


def description() -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Open311 GeoReport v2",
            "version": "2",
            "description": "Report issues to a police department and follow what happens. Reading needs no key. No answer "
            "holds anything about the person who reported.",
        },
        "servers": [
            {"url": here.endpoint(), "description": "production"},
            {"url": here.endpoint(here.TEST), "description": "test: checks everything, keeps nothing"},
        ],
        "paths": {
            "/discovery.{format}": {
                "get": _read("Discovery", _one("Discovery"), [], known=False),
            },
            "/services.{format}": {"get": _read("Kinds of issue", _many("Service"), [])},
            "/services/{service_code}.{format}": {
                "get": _read("Questions of a kind", _one("Definition"), [_in_path("service_code")]),
            },
            "/requests.{format}": {
                "get": _read("Public requests, newest first", _many("Request"), _filters()),
                "post": _report(),
            },
            "/requests/{service_request_id}.{format}": {
                "get": _read("One public request", _many("Request"), [_in_path("service_request_id")]),
            },
            "/servicerequestupdates.{format}": {
                "get": _read("Public progress of requests, oldest first (extension)", _many("Update"), _update_filters()),
                "post": _progress(),
            },
            "/tokens/{token}.{format}": {
                "get": _read("Request of a token", _many("Token"), [_in_path("token")]),
            },
        },
        "components": {
            "schemas": _SCHEMAS,
            "securitySchemes": {
                "parameter": {"type": "apiKey", "in": "query", "name": "api_key"},
                "header": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
            },
        },
    }  # fmt: skip


def _one(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _many(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _one(name)}


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _in_query(name: str, schema: dict[str, Any], words: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": words}


_FORMAT = {"name": "format", "in": "path", "required": True, "schema": {"enum": ["json", "xml"]}}
_EVERYWHERE = [
    _in_query(
        "jurisdiction_id", {"type": "string"}, "May be left out: this endpoint serves one jurisdiction."
    ),
    _in_query("language", {"type": "string"}, "en or es, as the department speaks them; English without it."),
]


def _filters() -> list[dict[str, Any]]:
    text, at, degrees = {"type": "string"}, {"type": "string", "format": "date-time"}, {"type": "number"}
    return [
        _in_query("service_request_id", text, "Comma list; overrides every other filter."),
        _in_query("service_code", text, "Comma list."),
        _in_query("start_date", at, "First moment; at most 90 days before end_date. Whole days are read."),
        _in_query("end_date", at, "Last moment."),
        _in_query("status", text, "open, closed, or both as a comma list."),
        _in_query("updated_after", at, "Changed at this moment or later; extension."),
        _in_query("updated_before", at, "Changed at this moment or earlier; extension."),
        _in_query("lat", degrees, "With long and radius; extension."),
        _in_query("long", degrees, "With lat and radius; extension."),
        _in_query("radius", degrees, "Metres around lat and long; 500 without it; extension."),
        _in_query("page", {"type": "integer"}, "From 1; extension."),
        _in_query("page_size", {"type": "integer"}, "1 to 1,000; extension."),
    ]


def _update_filters() -> list[dict[str, Any]]:
    wanted = ("service_request_id", "start_date", "end_date", "page", "page_size")
    return [one for one in _filters() if one["name"] in wanted]


def _read(
    summary: str, schema: dict[str, Any], parameters: list[dict[str, Any]], *, known: bool = True
) -> dict[str, Any]:
    """A read; both formats are described by the JSON form."""
    return {
        "summary": summary,
        "parameters": [_FORMAT, *parameters, *(_EVERYWHERE if known else [])],
        "responses": {"200": _answer("Found.", schema), **_refusals("400", "404", "429")},
    }


def _report() -> dict[str, Any]:
    fields = {
        "service_code": {"type": "string"},
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "long": {"type": "number", "minimum": -180, "maximum": 180},
        "address_string": {"type": "string"},
        "description": {"type": "string", "maxLength": 4000},
        "first_name": {"type": "string"},
        "last_name": {"type": "string"},
        "email": {"type": "string"},
        "phone": {"type": "string"},
        "media_url": {"type": "string"},
        "api_key": {"type": "string"},
        "jurisdiction_id": {"type": "string"},
        "language": {"type": "string"},
    }
    form = {"type": "object", "required": ["service_code"], "properties": fields}
    media = {"type": "string", "contentMediaType": "application/octet-stream"}
    with_files = {**form, "properties": {**fields, "media": {"type": "array", "items": media}}}
    return {
        "summary": "Report an issue",
        "description": "attribute[code]=value answers the questions of the kind, attribute[code][]=value each of several. "
        "No contact field is needed; device_id and account_id are never read.",
        "parameters": [_FORMAT],
        "security": [{"parameter": []}, {"header": []}],
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {"schema": form},
                "multipart/form-data": {"schema": with_files},
            },
        },
        "responses": {"200": _answer("Taken in.", _many("Created")), **_refusals(*_FAULTS)},
    }  # fmt: skip


def _progress() -> dict[str, Any]:
    text = {"type": "string"}
    fields = {
        "service_request_id": text,
        "update_id": {"type": "string", "maxLength": 100},
        "update_id_ext": {"type": "string", "maxLength": 100},
        "status": text,
        "updated_datetime": {"type": "string", "format": "date-time"},
        "description": {"type": "string", "maxLength": 2000},
        "media_url": text,
        "api_key": text,
        "jurisdiction_id": text,
    }
    form = {
        "type": "object",
        "required": ["service_request_id", "update_id", "description"],
        "properties": fields,
    }
    return {
        "summary": "Post progress on a request (extension)",
        "description": "For systems of those who do the work. Everybody reads description, after numbers, addresses and the "
        "like were taken out. fixed, closed and no_further_action close an open request with it; other words leave the "
        "state as it is. The same update_id again changes nothing. email, first_name, last_name, title and "
        "public_anonymity_required are never read.",
        "parameters": [_FORMAT],
        "security": [{"parameter": []}, {"header": []}],
        "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}},
        "responses": {
            "200": _answer("Taken in, under the id by which it is read.", _many("Posted")),
            **_refusals(*_FAULTS),
        },
    }


def _answer(words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}, "text/xml": {}}}


def _refusals(*codes: str) -> dict[str, Any]:
    return {code: _answer(_FAULTS[code], _many("Fault")) for code in codes}
