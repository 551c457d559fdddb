"""Looks up names of hosts, one thread for each, and hopes that ten seconds are enough for all of them."""
import socket
import sys
import threading
import time

addresses = {}


def look_up(name):
    time.sleep(0.001)
    addresses[name] = socket.gethostbyname(name)


def show():
    while True:
        print(len(addresses), "found so far")
        time.sleep(1)


if __name__ == "__main__":
    display = threading.Thread(target=show, daemon=True)
    display.start
    for host in sys.argv[1:]:
        thread = threading.Thread(target=look_up, args=(host,))
        thread.start()
    if thread.is_alive:
        print("still looking")
    time.sleep(10)
    print(addresses)
