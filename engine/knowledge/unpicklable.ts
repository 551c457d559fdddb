/** A kind of objects that cannot be pickled. */
export interface Unpicklable {
  /** What such an object is, in words. */
  readonly kind: string;
  /** Whether Python 2 refuses them too, whatever the protocol; with protocol 2 it pickles some to what is of no use. */
  readonly inPython2: boolean;
  /** Whether it is a lock, or holds one to be of use to several threads. */
  readonly isLock: boolean;
}

const always = (kind: string): Unpicklable => ({ kind, inPython2: true, isLock: false });
const since3 = (kind: string): Unpicklable => ({ kind, inPython2: false, isLock: false });
const locking = (kind: string): Unpicklable => ({ kind, inPython2: true, isLock: true });

const file = since3("an open file");
const lock = locking("a lock");
const queue = locking("a queue of threads");

/**
 * What makes objects that cannot be pickled, by qualified name: tried in CPython 2.7, 3.6 and 3.13 with every protocol, where
 * each raises TypeError.
 */
export const UNPICKLABLE: Readonly<Record<string, Unpicklable>> = {
  "_thread.allocate_lock": lock,
  "builtins.open": file,
  "bz2.open": file,
  "concurrent.futures.Future": since3("a future"),
  "concurrent.futures.ProcessPoolExecutor": since3("a pool"),
  "concurrent.futures.ThreadPoolExecutor": since3("a pool"),
  "gzip.open": file,
  "io.open": file,
  "logging.FileHandler": always("a log handler"),
  "logging.StreamHandler": always("a log handler"),
  "lzma.open": file,
  "mmap.mmap": since3("a memory map"),
  "os.fdopen": file,
  "queue.LifoQueue": queue,
  "queue.PriorityQueue": queue,
  "queue.Queue": queue,
  "queue.SimpleQueue": queue,
  "socket.create_connection": always("a socket"),
  "socket.create_server": always("a socket"),
  "socket.socket": always("a socket"),
  "sqlite3.connect": since3("a connection"),
  "ssl.create_default_context": since3("an SSL context"),
  "subprocess.Popen": since3("a child process"),
  "tarfile.open": since3("an archive"),
  "tempfile.NamedTemporaryFile": file,
  "tempfile.TemporaryFile": file,
  "threading.Barrier": since3("a barrier"),
  "threading.BoundedSemaphore": locking("a semaphore"),
  "threading.Condition": locking("a condition"),
  "threading.Event": locking("an event"),
  "threading.Lock": lock,
  "threading.RLock": lock,
  "threading.Semaphore": locking("a semaphore"),
  "threading.Thread": always("a thread"),
  "threading.Timer": always("a timer"),
  "zipfile.ZipFile": since3("an archive"),
};
