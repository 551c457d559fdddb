"""Keeps addresses in a shelf, writes a copy of them as JSON, and lets others send theirs."""
import datetime
import json
import os
import pickle
import shelve
import socket
import sys


def add(path, name, address):
    book = shelve.open(path)
    if name not in book:
        book[name] = []
    book[name].append(address)


def export(path, target):
    if not os.path.exists(path):
        sys.exit("there is no address book")
    with shelve.open(path, "r") as book:
        entries = {name: book[name] for name in book}
        book["exported"] = True
    with open(target, "w") as out:
        json.dump({"when": datetime.datetime.now(), "entries": entries}, out)


def receive(path, port):
    server = socket.create_server(("", port))
    connection, sender = server.accept()
    with connection, shelve.open(path) as book:
        name, address = pickle.load(connection.makefile("rb"))
        book[name] = address
        book[len(name)] = sender
        book["server"] = server


if __name__ == "__main__":
    add("addresses", sys.argv[1], sys.argv[2])
