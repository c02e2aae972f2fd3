"""Answers the first requests with bytes that are no answers, or nearly; then every one with 204.

    hostile_receiver.py SEED COUNT

Says `ready PORT` once it listens.
"""
import random
import socket
import struct
import sys

PIECES = [
    b"HTTP/1.1 500 x\r\n", b"HTTP/1.1 503 \r\n", b"HTTP/9.9 503 x\r\n", b"HTTP/1.1 abc\r\n", b"HTTP/1.1 99999999999999999999\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 301 x\r\nLocation: file:///etc/passwd\r\n", b"\r\n", b"\n", b"\r\n\r\n", b"\x00", b"\xff\xfe",
    b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999\r\n", b"Content-Length: 5\r\nContent-Length: 7\r\n",
    b"Transfer-Encoding: chunked\r\n", b"ffffffffffffffff\r\n", b"0\r\n\r\n", b"-1\r\n", b"Retry-After: -5\r\n",
    b"Retry-After: -99999999999999999999\r\n", b"Retry-After: Thu, 99 Zzz 9999 99:99:99 GMT\r\n", b"Retry-After: \xff\r\n", b"Retry-After: 0\r\n",
    b"Connection: close\r\n", b"Connection: keep-alive\r\n", b"X" * 70_000 + b": y\r\n", b"Set-Cookie: " + b"a" * 9_000 + b"\r\n",
    b"Content-Encoding: gzip\r\n", b"\x1f\x8b\x08\x00\x00", b"body",
]


def main():
    chance, left = random.Random(int(sys.argv[1])), int(sys.argv[2])
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(16)
    print(f"ready {server.getsockname()[1]}", flush=True)
    while True:
        peer, _ = server.accept()
        peer.settimeout(10)
        try:
            request = peer.recv(1 << 16)
            if left > 0 and request:
                left -= 1
                answer = b"".join(chance.choice(PIECES) for _ in range(chance.randint(0, 12)))
                if chance.random() < 0.7:
                    answer = b"HTTP/1.1 503 Away\r\n" + answer
                peer.sendall(answer)
                if chance.random() < 0.3:
                    # A reset instead of an end.
                    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif request:
                peer.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        except OSError:
            pass
        peer.close()


if __name__ == "__main__":
    main()
