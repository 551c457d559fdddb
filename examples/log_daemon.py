#!/usr/bin/env python3 -u
"""Appends lines from standard input to a log file, and opens it again when it has been rotated."""
import signal
import sys


class Log:
    def __init__(self, path):
        self.path = path
        self.file = open(path, "a")

    def reopen(self):
        self.file.close()
        self.file = open(self.path, "a")


def main():
    log = Log(sys.argv[1])
    signal.signal(signal.SIGHUP, log.reopen)
    signal.signal(signal.SIGTERM, sys.exit)
    for line in sys.stdin:
        log.file.write(line)


if __name__ == "__main__":
    main()
