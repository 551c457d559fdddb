import { createRequire } from "node:module";

/** Those of Node's modules that take milliseconds to load, and that few runs need. */
interface Builtins {
  readonly "node:buffer": typeof import("node:buffer");
  readonly "node:child_process": typeof import("node:child_process");
  readonly "node:crypto": typeof import("node:crypto");
  readonly "node:v8": typeof import("node:v8");
  readonly "node:worker_threads": typeof import("node:worker_threads");
}

const load = createRequire(import.meta.url);

/** One of Node's own modules, loaded when somebody asks for it first: together these take a tenth of the start of a small run. */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  return load(name) as Builtins[Name];
}
