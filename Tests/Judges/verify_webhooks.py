"""Judges recorded webhook requests by Standard Webhooks' and CloudEvents' own packages; prints each event's id.

    verify_webhooks.py SECRET REQUESTS
"""
import json
import sys

from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from standardwebhooks import Webhook, WebhookVerificationError


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
            event = from_http_event(HTTPMessage(headers=request["headers"], body=request["body"].encode()))
            assert event.get_id() == request["headers"]["webhook-id"]
            print(event.get_id())


if __name__ == "__main__":
    main()
