#!/usr/bin/python3
"""A small webhook receiver for the demo and the tests: verifies each request, writes each accepted event once.

    webhook_receiver.py --secret SECRET [--output FILE] [--port PORT] [--plan STEP,STEP,...]

It says `ready PORT` on standard output when it listens, on loopback unless --host says otherwise. An accepted event is
one line of --output (default: standard output): the CloudEvent as it came, put together again where it came in binary or in a
batch. An event whose id was seen before is answered with success and not written again, as Standard Webhooks asks of receivers.
SIGTERM ends it with a line of counts.

--plan misbehaves on purpose, one step a request in the order given; after the last one, requests are treated properly:

    ok            verify and accept           hang          accept the connection and say nothing
    CODE          answer with that status     close         close without an answer
    CODE=WHEN     … and Retry-After: WHEN     head          accept, then close within the headers
    redirect      307 to /elsewhere           cut           accept, then close within the body
    slow          accept, a second a byte     endless       accept, then headers without end
    flood         accept, then a gigabyte     drip          accept, then a body without end, slowly
    http09        accept, then a bare body    reset         reset the connection

WHEN is a number of seconds, or `date` for the date in two seconds.

--fail-share 0.2 answers that share of requests with 500, at random (--seed). --record FILE keeps every request as it came:
the
peer's port, path, headers, body.
"""
import argparse
import base64
import binascii
import hashlib
import hmac
import json
import random
import signal
import socket
import ssl
import struct
import sys
import threading
import time
from email.utils import formatdate
from urllib.parse import unquote
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_SECONDS = 300  # of the timestamp, as Standard Webhooks proposes
LARGEST_BODY = 1 << 20


class Refused(Exception):
    """Why a request is not accepted."""


def key_of(secret):
    """Standard Webhooks: `whsec_` and Base64; any other text is the key itself."""
    if not secret.startswith("whsec_"):
        return secret.encode()
    encoded = secret[len("whsec_"):]
    return base64.b64decode(encoded + "=" * (-len(encoded) % 4))


def verify(key, headers, body, now):
    """Raises Refused unless the request is signed with the key, and fresh."""
    identifier, timestamp = headers.get("webhook-id"), headers.get("webhook-timestamp")
    if not identifier or not timestamp:
        raise Refused("webhook-id or webhook-timestamp is missing")
    if not timestamp.isdecimal() or abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        raise Refused(f"timestamp {timestamp!r} is not within {TOLERANCE_SECONDS} s")
    expected = hmac.new(key, f"{identifier}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    for version, _, text in (part.partition(",") for part in headers.get("webhook-signature", "").split()):
        try:
            if version == "v1" and hmac.compare_digest(base64.b64decode(text, validate=True), expected):
                return
        except binascii.Error:
            continue
    raise Refused("no signature fits")


def retry_after(value):
    """A number of seconds as it is; `date` is two seconds from now in HTTP's words."""
    return formatdate(time.time() + 2, usegmt=True) if value == "date" else value


def events_of(headers, body):
    """The events of a request, by CloudEvents' HTTP binding: structured, a batch, or binary."""
    kind = headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/cloudevents-batch+json":
        return [(event["id"], json.dumps(event, sort_keys=True, separators=(",", ":")).encode())
                for event in json.loads(body)]
    if kind == "application/cloudevents+json":
        return [(json.loads(body)["id"], body)]
    event = {name[3:].lower(): unquote(value) for name, value in headers.items() if name.lower().startswith("ce-")}
    event["datacontenttype"] = kind
    event["data"] = json.loads(body)
    return [(event["id"], json.dumps(event, sort_keys=True, separators=(",", ":")).encode())]


class Ledger:
    """What was accepted, and the plan of what to do wrong; shared by all connections."""

    def __init__(self, options):
        self.lock = threading.Lock()
        self.key = key_of(options.secret) if options.secret else None
        self.output = open(options.output, "a", encoding="utf-8") if options.output else sys.stdout
        self.record = open(options.record, "a", encoding="utf-8") if options.record else None
        self.plan = [step for step in options.plan.split(",") if step]
        self.random = random.Random(options.seed)
        self.fail_share = options.fail_share
        self.refused_number = options.refuse_number
        self.seen = set()
        self.counts = {"accepted": 0, "repeated": 0, "refused": 0, "failed on purpose": 0}

    def step(self):
        with self.lock:
            if self.plan:
                step = self.plan.pop(0)
            else:
                step = "500" if self.random.random() < self.fail_share else "ok"
            if step != "ok":
                self.counts["failed on purpose"] += 1
            return step

    def keep(self, request, body):
        if self.record:
            kept = {"peer": request.client_address[1], "path": request.path,
                    "headers": dict(request.headers), "body": body.decode()}
            with self.lock:
                print(json.dumps(kept), file=self.record, flush=True)

    def accept(self, headers, body):
        """Raises Refused for what is not signed or not an event."""
        try:
            if self.key is not None:
                verify(self.key, headers, body, time.time())
            events = events_of(headers, body)
            if self.refused_number and f'"number":{self.refused_number},'.encode() in body:
                raise Refused("this one is not wanted")
            if len(events) == 1 and not body.startswith(b"[") and headers.get("webhook-id") != events[0][0]:
                raise Refused("webhook-id is not the event's id")
        except (ValueError, KeyError, TypeError) as error:
            self.count("refused")
            raise Refused(f"no event: {error!r}") from error
        except Refused:
            self.count("refused")
            raise
        for identifier, line in events:
            self.write(identifier, line)

    def write(self, identifier, body):
        with self.lock:
            if identifier in self.seen:
                self.counts["repeated"] += 1
                return
            self.seen.add(identifier)
            self.counts["accepted"] += 1
            print(body.decode(), file=self.output, flush=True)

    def count(self, name):
        with self.lock:
            self.counts[name] += 1


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    ledger = None

    def do_POST(self):
        length = self.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            return self.answer(413, close=True)
        body = self.rfile.read(int(length))
        self.ledger.keep(self, body)
        step = self.ledger.step()
        name, _, value = step.partition("=")
        if name.isdecimal():
            return self.answer(int(name), {"Retry-After": retry_after(value)} if value else {})
        if name == "redirect":
            return self.answer(307, {"Location": "/elsewhere"})
        if name == "hang":
            return self.stall()
        if name == "close":
            return self.drop()
        if name == "reset":
            return self.reset()
        try:
            self.ledger.accept(self.headers, body)
        except Refused as reason:
            print(f"refused: {reason}", file=sys.stderr, flush=True)
            return self.answer(400)
        return {"ok": self.finish_properly, "head": self.cut_head, "cut": self.cut_body, "slow": self.slowly,
                "flood": self.flood, "http09": self.bare_body, "endless": self.endless_head, "drip": self.endless_body}[name]()

    def answer(self, status, headers=None, close=False):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.close_connection = close

    def finish_properly(self):
        self.answer(204)

    def drop(self):
        self.close_connection = True

    def reset(self):
        # No linger: the kernel sends RST instead of FIN.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()
        self.wfile.close()
        self.connection.close()
        self.drop()

    def bare_body(self):
        self.send(b"thanks\n")
        self.drop()

    def stall(self):
        # The peer gives up first; this only bounds the thread's life.
        self.connection.settimeout(60)
        try:
            self.connection.recv(1)
        except OSError:
            pass
        self.drop()

    def send(self, text):
        self.wfile.write(text)
        self.wfile.flush()

    def cut_head(self):
        self.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/pl")
        self.drop()

    def cut_body(self):
        self.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhal")
        self.drop()

    def slowly(self):
        for byte in b"HTTP/1.1 200 OK\r\n\r\n":
            self.send(bytes([byte]))
            time.sleep(1)
        self.drop()

    def repeat(self, piece, times, pause=0.0):
        for _ in range(times):
            self.send(piece)
            time.sleep(pause)
        self.drop()

    def flood(self):
        self.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
        self.repeat(b"x" * 65536, 16384)

    def endless_head(self):
        self.send(b"HTTP/1.1 200 OK\r\n")
        self.repeat(b"X-More: " + b"y" * 1000 + b"\r\n", 100_000)

    def endless_body(self):
        self.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        self.repeat(b"1\r\nz\r\n", 600, pause=0.1)

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A peer that hangs up is what the tests are about, and no error of ours."""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--secret", help="the key; without it, requests are not verified")
    parser.add_argument("--output", help="file to append accepted events to")
    parser.add_argument("--record", help="file to append every request to")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--certificate", help="PEM file with certificate and key, for https")
    parser.add_argument("--client-ca", help="PEM file of authorities; whoever comes without a certificate of theirs is turned away")
    parser.add_argument("--plan", default="", help="what to do wrong, one step a request")
    parser.add_argument("--fail-share", type=float, default=0.0)
    parser.add_argument("--refuse-number", type=int, help="answer 400 to requests with an event of this frame")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main():
    options = arguments()
    Receiver.ledger = Ledger(options)
    server = Server((options.host, options.port), Receiver)
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate)
        if options.client_ca:
            context.load_verify_locations(options.client_ca)
            context.verify_mode = ssl.CERT_REQUIRED
        server.socket = context.wrap_socket(server.socket, server_side=True)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"ready {server.server_port}", flush=True)
    server.serve_forever(poll_interval=0.1)
    print(", ".join(f"{count} {name}" for name, count in Receiver.ledger.counts.items()), file=sys.stderr)


if __name__ == "__main__":
    main()
