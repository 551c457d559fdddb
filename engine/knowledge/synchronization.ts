const SHARED_QUEUES = ["Queue", "JoinableQueue"];

/** What makes the queues of threads, with `get(block, timeout)` and `put(item, block, timeout)`; a manager's are such. */
export const THREAD_QUEUES: readonly string[] = [
  "queue.LifoQueue",
  "queue.PriorityQueue",
  "queue.Queue",
  "queue.SimpleQueue",
  ...SHARED_QUEUES.flatMap((name) => [
    `multiprocessing.Manager.${name}`,
    `multiprocessing.managers.SyncManager.${name}`,
  ]),
];

/** What makes the queues of processes, with the same arguments. */
export const PROCESS_QUEUES: readonly string[] = SHARED_QUEUES.flatMap((name) => [
  `multiprocessing.${name}`,
  `multiprocessing.get_context.${name}`,
  `multiprocessing.queues.${name}`,
]);

const LOCKS = ["Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition"];

/** What makes the locks of threads, with `acquire(blocking, timeout)`. */
export const THREAD_LOCKS: readonly string[] = ["_thread.allocate_lock", ...LOCKS.map((name) => `threading.${name}`)];

/** What makes the locks of processes, with `acquire(block, timeout)`. */
export const PROCESS_LOCKS: readonly string[] = LOCKS.flatMap((name) => [
  `multiprocessing.${name}`,
  `multiprocessing.get_context.${name}`,
  `multiprocessing.synchronize.${name}`,
]);

/** What makes the locks of asyncio, whose `acquire` is awaited. */
export const ASYNC_LOCKS: readonly string[] = ["Lock", "Semaphore", "BoundedSemaphore", "Condition"].map(
  (name) => `asyncio.${name}`,
);

/** Everything that has `acquire` and `release`. */
export const LOCKS_OF_ALL_KINDS: readonly string[] = [...THREAD_LOCKS, ...PROCESS_LOCKS, ...ASYNC_LOCKS];

/** Whether a lock counts, so that it may be released by others than those who acquired it. */
export function isSemaphore(lock: string): boolean {
  return /Semaphore$/.test(lock);
}
