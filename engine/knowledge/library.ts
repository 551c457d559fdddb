import type { PythonVersion } from "../versions.js";

const STUB: Readonly<Record<string, string>> = {
  threading: "Thread Lock RLock Event Timer Condition Semaphore local current_thread",
  queue: "Queue Empty Full LifoQueue PriorityQueue",
  signal: "signal alarm SIGINT SIGTERM pause",
  os: "open popen system path getpid",
  codecs: "open lookup encode decode",
  builtins: "open print input abs all any sum min max id hash ImportError NameError Exception object staticmethod getattr str bytes __import__ NotImplementedError unicode raw_input reduce file",
};

export function exportsOf(module: string, _target: PythonVersion): ReadonlySet<string> {
  return new Set((STUB[module] ?? "").split(" ").filter((n) => n !== ""));
}
