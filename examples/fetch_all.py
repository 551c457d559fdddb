"""Fetches pages with a pool of worker threads."""
import queue
import threading
import urllib.request

WORKERS = 4
jobs = queue.Queue()
pages = {}


def worker():
    while True:
        url = jobs.get(5)
        if url is None:
            return
        with urllib.request.urlopen(url, timeout=10) as response:
            pages[url] = response.read()


def fetch(urls):
    for url in urls:
        jobs.put(url)
    for _ in range(WORKERS):
        thread = threading.Thread(target=worker)
        thread.daemon = True
        jobs.put(None)
    watcher = threading.Timer(30, print, ["still fetching"])


if __name__ == "__main__":
    fetch(["https://docs.python.org/3/"])
    print(len(pages), "pages")
