/**
 * How many positional arguments functions and methods of the library take that are often handed over as callbacks.
 *
 * Each was called with every number up to four on CPython 3.8 and 3.13.
 */
const POSITIONS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  "_thread.exit": [0, 0],
  "_thread.interrupt_main": [0, 1],
  "asyncio.AbstractEventLoop.stop": [0, 0],
  "asyncio.Event.clear": [0, 0],
  "asyncio.Event.set": [0, 0],
  "asyncio.get_event_loop.stop": [0, 0],
  "asyncio.get_running_loop.stop": [0, 0],
  "asyncio.new_event_loop.stop": [0, 0],
  "builtins.exit": [0, 1],
  "builtins.print": [0, Number.POSITIVE_INFINITY],
  "builtins.quit": [0, 1],
  "gc.collect": [0, 1],
  "multiprocessing.Event.clear": [0, 0],
  "multiprocessing.Event.set": [0, 0],
  "os._exit": [1, 1],
  "os.abort": [0, 0],
  "subprocess.Popen.kill": [0, 0],
  "subprocess.Popen.terminate": [0, 0],
  "sys.exit": [0, 1],
  "threading.Event.clear": [0, 0],
  "threading.Event.set": [0, 0],
  "threading.Thread.start": [0, 0],
};

/** The least and most positional arguments of a function of the library, if known. */
export function libraryPositions(name: string): readonly [least: number, most: number] | undefined {
  return Object.hasOwn(POSITIONS, name) ? POSITIONS[name] : undefined;
}
