"""Counts the words of text files, one thread a file, and tells now and then how far it is."""
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

counts = {}


def count(path):
    with open(path, encoding="utf-8") as file:
        counts[path] = len(file.read().split())


def report(prefix, total):
    print(prefix, len(counts), "of", total)


class Progress(threading.Thread):
    def __init__(self, total):
        self.daemon = True
        super().__init__()
        self.total = total
        self._stopping = threading.Event()

    def run(self):
        while not self._stopping.wait(1):
            report("counted", self.total)


def main(paths):
    progress = Progress(len(paths))
    progress.run()
    first = threading.Thread(target=count(paths[0]))
    first.start()
    second = threading.Thread(target=count, args=(paths[1]))
    second.start()
    second.daemon = True
    third = threading.Thread(count, (paths[2],)).start()
    with ThreadPoolExecutor() as executor:
        for path in paths[3:]:
            executor.submit(lambda: count(path))
        executor.submit(report, ("counted", len(paths)))
    for thread in [first, second]:
        thread.join()
    third.join()
    threading.Timer(1, report, "done", len(paths)).start()


if __name__ == "__main__":
    main(sys.argv[1:])
