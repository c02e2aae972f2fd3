"""Passes TCP connections on to a port of this machine, and breaks all of them on SIGUSR1, as a network would: with a reset.

    relay.py PORT      prints `ready PORT` with its own
"""

import signal
import socket
import struct
import sys
import threading

target = int(sys.argv[1])
open_sockets: set[socket.socket] = set()
lock = threading.Lock()


def close(sock: socket.socket) -> None:
    with lock:
        open_sockets.discard(sock)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()
    except OSError:
        pass


def cut(*_) -> None:
    with lock:
        sockets = list(open_sockets)
    for sock in sockets:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        close(sock)


def pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    close(source)
    close(sink)


def accept(server: socket.socket) -> None:
    while True:
        near, _ = server.accept()
        try:
            far = socket.create_connection(("127.0.0.1", target))
        except OSError:
            near.close()
            continue
        with lock:
            open_sockets.update((near, far))
        for pair in ((near, far), (far, near)):
            threading.Thread(target=pump, args=pair, daemon=True).start()


server = socket.create_server(("127.0.0.1", 0))
signal.pthread_sigmask(signal.SIG_SETMASK, [])
signal.signal(signal.SIGUSR1, cut)
threading.Thread(target=accept, args=(server,), daemon=True).start()
print(f"ready {server.getsockname()[1]}", flush=True)
while True:
    signal.pause()
