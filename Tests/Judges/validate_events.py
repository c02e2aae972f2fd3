"""Judges lines of events by the published schema (jsonschema) and by CloudEvents' own package; says each verdict.

    validate_events.py SCHEMA EVENTS

In the schema every object is closed first: consumers must bear fields that a later version adds, but the version that
the schema describes may not write a field that the schema lacks.
"""
import json
import sys

from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from jsonschema import Draft202012Validator


def close(schema):
    """Forbids unknown properties wherever the known ones are listed, but for the conditional parts."""
    for definition in [schema, *schema["$defs"].values()]:
        stack = [definition]
        while stack:
            part = stack.pop()
            if part.get("type") == "object" and "properties" in part:
                part["additionalProperties"] = False
            stack.extend(child for child in part.get("properties", {}).values())
    return schema


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(close(schema))
    headers = {"Content-Type": "application/cloudevents+json; charset=utf-8"}
    with open(sys.argv[2], "rb") as file:
        for line in file.read().splitlines():
            for error in validator.iter_errors(json.loads(line)):
                print(f"INVALID {'/'.join(map(str, error.absolute_path))}: {error.message}")
            event = from_http_event(HTTPMessage(headers=headers, body=line))
            print(event.get_type(), event.get_subject(), event.get_time().isoformat(), event.get_source())


if __name__ == "__main__":
    main()
