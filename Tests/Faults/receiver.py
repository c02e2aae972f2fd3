#!/usr/bin/env python3
"""A receiver that fails at random, for faults.py: one line of OUTPUT for each request that it took in, as it came.

    receiver.py --output FILE [--seed N] [--certificate FILE --other-certificate FILE]

Says `ready PORT` on standard output. What it does wrong is drawn anew for each request, and for some seconds at a time it is
worse: away altogether, overloaded, or (with TLS) with a certificate that nobody trusts. SIGUSR1 makes it behave from then on.
"""
import argparse
import json
import random
import signal
import socket
import ssl
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# How often each is drawn; the rest is taken in and answered properly.
WRONGS = {"reset": 4, "500": 4, "503": 3, "429": 2, "hang": 1, "slow": 2, "close": 3, "lost answer": 5, "flood": 1,
          "endless head": 1, "no head": 1, "redirect": 1}
PROPER = 70


class Moods:
    """What is wrong now; shared by all connections."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.lock = threading.Lock()
        self.behaves = False
        self.mood, self.until = "normal", 0.0
        self.counts = {}

    def now(self):
        with self.lock:
            if self.behaves:
                return "normal"
            if time.monotonic() > self.until:
                self.mood = self.dice.choice(["normal"] * 5 + ["away", "overloaded", "untrusted"])
                self.until = time.monotonic() + self.dice.uniform(1, 6 if self.mood == "normal" else 3)
            return self.mood

    def draw(self):
        mood = self.now()
        with self.lock:
            if self.behaves:
                return "ok"
            if mood == "away":
                wrong = "reset"
            elif mood == "overloaded":
                wrong = self.dice.choice(["503", "429", "hang"])
            else:
                wrong = self.dice.choices(["ok"] + list(WRONGS), [PROPER] + list(WRONGS.values()))[0]
            self.counts[wrong] = self.counts.get(wrong, 0) + 1
            return wrong


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    moods = output = None
    lock = threading.Lock()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        wrong = self.moods.draw()
        if wrong in ("ok", "lost answer", "slow", "flood", "endless head"):
            self.take_in(body)
        self.close_connection = wrong != "ok"
        try:
            {"ok": self.proper, "500": self.status, "503": self.status, "429": self.status, "redirect": self.status,
             "reset": self.reset, "hang": self.hang, "close": lambda _: None, "lost answer": lambda _: None,
             "slow": self.slow, "flood": self.flood, "endless head": self.endless_head, "no head": self.no_head}[wrong](wrong)
        except OSError:
            self.close_connection = True

    def take_in(self, body):
        line = json.dumps({"id": self.headers["webhook-id"], "body": body.decode()})
        with self.lock:
            self.output.write(line + "\n")
            self.output.flush()

    def send(self, text):
        self.wfile.write(text)
        self.wfile.flush()

    def proper(self, _):
        self.send(b"HTTP/1.1 204 No Content\r\n\r\n")

    def status(self, wrong):
        extra = {"429": b"Retry-After: 1\r\n", "redirect": b"Location: /elsewhere\r\n"}.get(wrong, b"")
        code = b"307" if wrong == "redirect" else wrong.encode()
        self.send(b"HTTP/1.1 " + code + b" Wrong\r\n" + extra + b"Content-Length: 0\r\n\r\n")

    def reset(self, _):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def hang(self, _):
        self.connection.settimeout(10)
        self.connection.recv(1)

    def slow(self, _):
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n":
            self.send(bytes([byte]))
            time.sleep(0.1)

    def flood(self, _):
        self.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
        for _ in range(16384):
            self.send(b"x" * 65536)

    def endless_head(self, _):
        self.send(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100_000):
            self.send(b"X-More: " + b"y" * 1000 + b"\r\n")

    def no_head(self, _):
        self.send(b"thanks\n")

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    contexts = None

    def get_request(self):
        connection, address = super().get_request()
        if not self.contexts:
            return connection, address
        context = self.contexts["untrusted" if Handler.moods.now() == "untrusted" else "trusted"]
        # The handshake is done by the connection's own thread, at its first read.
        return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, client_address):
        """A peer that hangs up, or does not trust us, is what this is about."""


def context(certificate):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--certificate")
    parser.add_argument("--other-certificate")
    options = parser.parse_args()
    Handler.moods = Moods(options.seed)
    Handler.output = open(options.output, "a", encoding="utf-8")
    server = Server(("127.0.0.1", 0), Handler)
    if options.certificate:
        server.contexts = {"trusted": context(options.certificate), "untrusted": context(options.other_certificate)}
    signal.signal(signal.SIGUSR1, lambda *_: setattr(Handler.moods, "behaves", True))
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"ready {server.server_port}", flush=True)
    server.serve_forever(poll_interval=0.1)
    print(json.dumps(Handler.moods.counts), flush=True)


if __name__ == "__main__":
    main()
