"""Converts pictures with five worker threads, which have left before the first picture is there."""
import queue
import sys
import threading

pictures = queue.Queue()


def convert(name):
    print("converting", name)


def worker():
    print("worker", threading.current_thread().name, "is running")
    while True:
        try:
            name = pictures.get(block=False)
        except pictures.Empty:
            print("worker", threading.current_thread().name, "finds nothing to do")
            break
        else:
            convert(name)


def main(names):
    for number in range(5):
        thread = threading.Thread(target=worker, name=f"worker {number + 1}")
        thread.start()
    for name in names:
        pictures.put(name)
    print("waiting for", len(pictures), "pictures")
    pictures.join()


if __name__ == "__main__":
    main(sys.argv[1:])
