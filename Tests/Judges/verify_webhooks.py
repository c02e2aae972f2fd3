"""Judges recorded webhook requests by Standard Webhooks' and CloudEvents' own packages; prints each event's id.

    verify_webhooks.py SECRET REQUESTS
"""
import json
import sys

from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from standardwebhooks import Webhook, WebhookVerificationError

STRUCTURED = {"content-type": "application/cloudevents+json"}


def events_of(request):
    """The package knows no batches: each event of one is judged by itself."""
    headers, body = request["headers"], request["body"]
    kind = headers["Content-Type"].partition(";")[0]
    if kind == "application/cloudevents-batch+json":
        return [from_http_event(HTTPMessage(headers=STRUCTURED, body=json.dumps(event).encode()))
                for event in json.loads(body)]
    return [from_http_event(HTTPMessage(headers=headers, body=body.encode()))]


def main():
    secret = sys.argv[1] if sys.argv[1].startswith("whsec_") else sys.argv[1].encode()
    webhook = Webhook(secret)
    with open(sys.argv[2], encoding="utf-8") as file:
        for line in file:
            request = json.loads(line)
            try:
                webhook.verify(request["body"], request["headers"])
            except WebhookVerificationError as error:
                print(f"NOT VERIFIED: {error}")
                continue
            events = events_of(request)
            identifier = request["headers"]["webhook-id"]
            assert identifier.startswith("batch_") or [event.get_id() for event in events] == [identifier]
            for event in events:
                assert event.get_data()["frame"]["number"] > 0
                print(event.get_id())


if __name__ == "__main__":
    main()
