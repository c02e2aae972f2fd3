"""Judges a running daemon by docs/openapi.yaml; says each verdict.

    judge_api.py SPEC paths                     every method and path that the description has, one a line
    judge_api.py SPEC ask URL CAMERA [TOKEN]    asks for all of it, rightly and wrongly, and says what is not as described

The description itself is judged by openapi-spec-validator. Of the answers status, type and body must be described; every
object of the schemas is closed first: clients must bear fields that a later version adds, but the version that the description
is of may not send what it lacks.
"""
import http.client
import json
import random
import sys
import urllib.parse

import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

METHODS = ["get", "post", "put", "patch", "delete"]


def close(part):
    if isinstance(part, dict):
        if "properties" in part and "type" in part:
            part.setdefault("unevaluatedProperties", False)
        for child in part.values():
            close(child)
    elif isinstance(part, list):
        for child in part:
            close(child)


def resolved(spec, part):
    while "$ref" in part:
        target = spec
        for key in part["$ref"].removeprefix("#/").split("/"):
            target = target[key]
        part = target
    return part


def operations(spec):
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method in item:
                parameters = [resolved(spec, p) for p in item.get("parameters", []) + item[method].get("parameters", [])]
                yield method.upper(), path, item[method], parameters


def good(parameter, camera, chance):
    schema = parameter["schema"]
    if parameter["name"] == "camera":
        return camera
    if schema["type"] == "boolean":
        return chance.choice(["true", "false"])
    if schema["type"] == "integer":
        return str(chance.choice([schema["minimum"], schema["maximum"], chance.randint(schema["minimum"], schema["maximum"])]))
    return chance.choice(["vedette.*", "x", "%41%C3%A4"])


def bad(parameter, chance):
    schema = parameter["schema"]
    if parameter["in"] == "path":
        return chance.choice(["nobody", "..", "%2e%2e", "a%2Fb", "%00", "%ff", "a" * 5000])
    if schema["type"] == "boolean":
        return chance.choice(["yes", "1", "", "TRUE"])
    if schema["type"] == "integer":
        return chance.choice(["0", "-1", "1e3", "", "99999999999999999999", "%20", "1;2", "%D9%A3"])
    return chance.choice(["%", "%zz", "%00", "a" * 3000])


class Judge:
    def __init__(self, spec, url, camera, token):
        self.spec, self.camera, self.token = spec, camera, token
        self.host = urllib.parse.urlsplit(url)
        self.faults = []
        self.asked = 0

    def ask(self, method, target, headers):
        connection = http.client.HTTPConnection(self.host.hostname, self.host.port, timeout=20)
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        streams = answer.headers.get_content_type() == "text/event-stream"
        body = answer.read(3) if streams else answer.read()
        connection.close()
        self.asked += 1
        return answer.status, answer.headers, body

    def check(self, operation, method, target, headers):
        status, got, body = self.ask(method, target, headers)
        where = f"{method} {target[:80]}: {status}"
        described = operation["responses"].get(str(status))
        # What is no request at all is answered before it is known what it is for.
        if described is None and status in (400, 404, 414, 431) and got.get_content_type() != "application/json":
            return status
        if described is None:
            self.faults.append(f"{where} is not described")
            return status
        described = resolved(self.spec, described)
        content = described.get("content", {}).get(got.get_content_type())
        if content is None:
            self.faults.append(f"{where} with {got.get_content_type()} is not described")
            return status
        for name in described.get("headers", {}):
            if name not in got:
                self.faults.append(f"{where} lacks the header {name}")
        if got.get_content_type() in ("application/json", "application/problem+json"):
            schema = {**content["schema"], "components": self.spec["components"]}
            for error in Draft202012Validator(schema).iter_errors(json.loads(body)):
                self.faults.append(f"{where} {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
        elif got.get_content_type() == "text/plain":
            for error in Draft202012Validator(content["schema"]).iter_errors(body.decode()):
                self.faults.append(f"{where}: {error.message[:200]}")
        return status

    def run(self):
        chance = random.Random(20261128)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        for method, path, operation, parameters in operations(self.spec):
            for turn in range(12):
                wrong = chance.choice(parameters) if parameters and turn % 3 == 2 else None
                target, query, extra = path, [], {}
                for parameter in parameters:
                    value = bad(parameter, chance) if parameter is wrong else good(parameter, self.camera, chance)
                    if parameter["in"] == "path":
                        target = target.replace("{" + parameter["name"] + "}", value)
                    elif parameter["in"] == "query" and (parameter is wrong or chance.random() < 0.5):
                        query.append(f"{parameter['name']}={value}")
                    elif parameter["in"] == "header" and value.isascii():
                        extra[parameter["name"]] = value
                target += "?" + "&".join(query) if query else ""
                status = self.check(operation, method, target, {**headers, **extra})
                if wrong is None and status >= 300:
                    self.faults.append(f"{method} {target}: {status}, although all is as described")
            if self.token and operation.get("security") != [{}]:
                if self.check(operation, method, path.replace("{camera}", self.camera), {}) != 401:
                    self.faults.append(f"{method} {path} goes without a token")
            for other in set(METHODS) - {m.lower() for m, p, _, _ in operations(self.spec) if p == path}:
                status, got, _ = self.ask(other.upper(), path.replace("{camera}", self.camera), headers)
                if status != 405 or method not in got.get("Allow", ""):
                    self.faults.append(f"{other.upper()} {path}: {status}, Allow: {got.get('Allow')}")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        spec = yaml.safe_load(file)
    validate(spec)
    if sys.argv[2] == "paths":
        for method, path, _, _ in operations(spec):
            print(method, path)
        return
    close(spec["components"]["schemas"])
    judge = Judge(spec, sys.argv[3], sys.argv[4], sys.argv[5] if len(sys.argv) > 5 else None)
    judge.run()
    print(f"asked {judge.asked} times")
    for fault in judge.faults:
        print("FAULT", fault)


if __name__ == "__main__":
    main()
