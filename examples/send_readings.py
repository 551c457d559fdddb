"""Sends readings of sensors as records of bytes, and receives them on the other side."""
import base64
import json
import socket
import struct

RECORD = ">4sHhI"
KNOWN = {"TEMP", "HUMI"}


def send(address, readings, user, password):
    connection = socket.create_connection(address)
    connection.sendall("READ/1\n")
    connection.sendall(bytes(1))
    connection.sendall(struct.pack(">H", len(readings)))
    for kind, sensor, value, when in readings:
        connection.sendall(struct.pack(RECORD, kind.encode(), sensor, value, when))
    login = base64.b64encode("%s:%s" % (user, password))
    connection.sendall(b"AUTH " + b"%s\n" % login)
    return connection


def receive(port):
    listener = socket.create_server(("", port))
    connection = listener.accept()[0]
    magic = connection.recv(7)
    if magic != "READ/1\n":
        raise ValueError("not a reading")
    (count,) = struct.unpack(">H", connection.recv(2))
    for _ in range(count):
        kind, sensor, value, when = struct.unpack(RECORD, connection.recv(12))
        yield kind.decode(), sensor, value, when
    settings = json.loads(connection.recv(4096))
    print(settings)


def keep(readings, path):
    with open(path, "w", 0) as log:
        json.dump(readings, log)
    with open(path + ".bin", "w") as copy:
        for reading in readings:
            copy.write(struct.pack(RECORD, *reading))


def last(path):
    with open(path) as log:
        log.seek(-200, 2)
        return log.read()


def count_records(path):
    records = 0
    with open(path, "rb") as log:
        for chunk in iter(lambda: log.read(12), ""):
            if chunk[0] == b"T":
                records += 1
    return records
