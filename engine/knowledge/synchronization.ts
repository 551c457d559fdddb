/** What makes queues whose `get(block, timeout)` and `put(item, block, timeout)` wait. */
export const QUEUES: readonly string[] = [
  "queue.LifoQueue",
  "queue.PriorityQueue",
  "queue.Queue",
  "queue.SimpleQueue",
  ...["Queue", "JoinableQueue"].flatMap((name) => [
    `multiprocessing.${name}`,
    `multiprocessing.queues.${name}`,
    `multiprocessing.get_context.${name}`,
    `multiprocessing.Manager.${name}`,
    `multiprocessing.managers.SyncManager.${name}`,
  ]),
];

const LOCKS = ["Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition"];

/** What makes the locks of threads, with `acquire(blocking, timeout)`. */
export const THREAD_LOCKS: readonly string[] = ["_thread.allocate_lock", ...LOCKS.map((name) => `threading.${name}`)];

/** What makes the locks of processes, with `acquire(block, timeout)`. */
export const PROCESS_LOCKS: readonly string[] = LOCKS.flatMap((name) => [
  `multiprocessing.${name}`,
  `multiprocessing.get_context.${name}`,
  `multiprocessing.synchronize.${name}`,
]);
