"""Polls services with non-blocking connects: which of them answer, and what they say."""
import select
import socket
import sys

SERVICES = [("www.python.org", 80), ("localhost", "631"), ("localhost", 80800)]
STATUS_PORT = 8099


def begin(address):
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.setblocking(False)
    s.connect(address)
    return s


def is_open(address):
    s = socket.socket()
    s.setblocking(False)
    try:
        s.connect(address)
    except OSError as e:
        if e.errno != 115:
            return False
    readable, writable, failed = select.select([], [s], [], 3)
    return s in writable


def scan(host, ports):
    for port in ports:
        with socket.socket() as s:
            s.settimeout(1)
            if s.connect_ex((host, port)):
                print(port, "is open")


def ask(host, port, request):
    s = socket.socket()
    s.connect((host, int(port)))
    s.settimeout(5)
    s.send(request)
    answer = b""
    while not answer.endswith(b"\n"):
        answer += s.recv(1024)
    return answer


def watch(host, port):
    s = socket.create_connection(host, port)
    while True:
        select.select([s], [], [], 60)
        text = s.recv(4096)
        print(text.decode())


def report(lines):
    server = socket.socket()
    server.bind("", STATUS_PORT)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.listen(5)
    connection, address = server.accept()
    try:
        connection.sendall("\n".join(lines).encode())
    except socket.error as e:
        print("nobody listens:", e[1])


if __name__ == "__main__":
    first = socket.socket()
    first.connect((sys.argv[1], sys.argv[2]))
    first.close()
    report([f"{host}: {is_open((host, port))}" for host, port in SERVICES])
