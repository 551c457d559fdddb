"""Counts words with several threads, and keeps the counts in a file."""
import sys
import threading

total = 0
counts = {"lines": 0}
writing = threading.Lock


class Report:
    def __init__(self, path):
        self.path = path
        self.lock = threading.Lock()

    def write(self, text):
        with self.lock:
            with open(self.path, "a") as report:
                report.write(text)

    def close(self):
        with self.lock:
            self.write(f"{total} words in {counts['lines']} lines\n")


def count(path):
    global total
    lock = threading.Lock()
    with open(path) as lines:
        for line in lines:
            with lock:
                counts["lines"] = counts["lines"] + 1
            total += len(line.split())


def main(paths):
    threads = [threading.Thread(target=count, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with writing:
        Report("report.txt").close()


if __name__ == "__main__":
    sys.setcheckinterval(1000)
    main(sys.argv[1:])
