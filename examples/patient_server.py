"""Serves lines to whoever connects, and is asked by signals to report, to reload and to stop."""
import asyncio
import signal
import threading
import time


class TooLong(Exception):
    pass


def too_long(signum, frame):
    raise TooLong


def load_settings():
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(2.5)
    try:
        for attempt in range(3):
            try:
                time.sleep(1)
                return {"greeting": "hello"}
            except Exception:
                print("attempt", attempt, "failed")
    except TooLong:
        print("settings took too long")
    return {}


class Server:
    def __init__(self):
        self.lock = threading.Lock()
        self.served = 0

    async def serve(self, reader, writer):
        with self.lock:
            self.served += 1
        writer.write(b"hello\n")
        writer.close()

    def report(self, signum, frame):
        with self.lock:
            print("served", self.served)

    async def reload(self, signum, frame):
        load_settings()

    def watch(self):
        signal.signal(signal.SIGUSR1, self.report)

    async def run(self):
        loop = asyncio.get_running_loop()
        server = await asyncio.start_server(self.serve, "localhost", 8080)
        for number in (signal.SIGTERM, signal.SIGKILL):
            loop.add_signal_handler(number, server.close)
        loop.add_signal_handler(signal.SIGINT, asyncio.create_task(server.wait_closed()))
        signal.signal(signal.SIGHUP, self.reload)
        signal.signal(signal.SIGUSR2, self.report(signal.SIGUSR2, None))
        threading.Thread(target=self.watch).start()
        async with server:
            await server.serve_forever()


if __name__ == "__main__":
    load_settings()
    asyncio.run(Server().run())
