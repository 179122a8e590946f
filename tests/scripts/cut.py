"""A way between two PostgreSQL servers that can be cut. Usage: cut.py PORT TARGET-PORT FILE

While FILE exists, the next connection whose server answers that it has committed a change is closed instead of passing the
answer on; FILE is removed then.
"""

import os
import socket
import sys
import threading

port, target, flag = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


def close(*ends):
    for end in ends:
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def forward(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    close(source, sink)


def back(server, client):
    changed = False
    try:
        while data := server.recv(65536):
            changed = changed or any(tag in data for tag in (b"INSERT 0 ", b"UPDATE ", b"DELETE "))
            if b"COMMIT\0" in data:
                if changed and os.path.exists(flag):
                    os.remove(flag)
                    break
                changed = False
            client.sendall(data)
    except OSError:
        pass
    close(server, client)


listener = socket.create_server(("127.0.0.1", port))
while True:
    client, _ = listener.accept()
    server = socket.create_connection(("127.0.0.1", target))
    threading.Thread(target=forward, args=(client, server), daemon=True).start()
    threading.Thread(target=back, args=(server, client), daemon=True).start()
