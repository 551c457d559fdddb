export type Pipe = "stdin" | "stdout" | "stderr";

interface PopenFunction {
  /** The ends it gives back, in order. */
  readonly pipes: readonly Pipe[];
  /** Whether what the child writes to stderr comes out of stdout. */
  readonly mergesErrors: boolean;
  /** Positions of the arguments after the command. */
  readonly bufsize: number;
  readonly mode: number;
}

const fromModule = { bufsize: 1, mode: 2 };
const fromOs = { bufsize: 2, mode: 1 };

/**
 * The functions of Python 2 that start a command and give back pipes. `popen2` and `os` disagree about the order.
 *
 * Source: Lib/popen2.py and Lib/os.py of CPython 2.7, and what they give back when run.
 */
export const POPEN_FUNCTIONS: Readonly<Record<string, PopenFunction>> = {
  "popen2.popen2": { pipes: ["stdout", "stdin"], mergesErrors: false, ...fromModule },
  "popen2.popen3": { pipes: ["stdout", "stdin", "stderr"], mergesErrors: false, ...fromModule },
  "popen2.popen4": { pipes: ["stdout", "stdin"], mergesErrors: true, ...fromModule },
  "os.popen2": { pipes: ["stdin", "stdout"], mergesErrors: false, ...fromOs },
  "os.popen3": { pipes: ["stdin", "stdout", "stderr"], mergesErrors: false, ...fromOs },
  "os.popen4": { pipes: ["stdin", "stdout"], mergesErrors: true, ...fromOs },
};
