import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

/** What one run of a program cost. Times are in milliseconds, memory in bytes; undefined where the system does not tell. */
export interface Cost {
  readonly wall: number;
  /** User and system time of all threads. */
  readonly processor: number | undefined;
  /** The most memory that was resident at once. */
  readonly peak: number | undefined;
  readonly status: number | null;
  /** The end of what it wrote to its standard error stream. */
  readonly complaint: string;
}

const POLL_EVERY = 10;
const CLOCK_TICKS = 100;

/**
 * Runs a program to its end and measures it; what it prints is read and dropped.
 *
 * Processor time and peak memory are read from /proc every 10 ms while it runs, so they exist on Linux only and miss what
 * happens in its last instants; children of the program are not counted.
 */
export function measure(command: string, args: readonly string[], cwd?: string): Promise<Cost> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let [processor, peak]: (number | undefined)[] = [];
    let complaint = "";
    const poll = (): void => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
        const resident = /^VmHWM:\s*(\d+) kB/m.exec(status)?.[1];
        if (resident !== undefined) peak = Number(resident) * 1024;
        // The second field, the program's name, may hold blanks; it ends at the last parenthesis.
        const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8")
          .replace(/^.*\) /s, "")
          .split(" ");
        processor = ((Number(stat[11]) + Number(stat[12])) * 1000) / CLOCK_TICKS;
      } catch {
        // Ended just now, or no /proc here: what was read before stands.
      }
    };
    const timer = setInterval(poll, POLL_EVERY);
    child.stdout.resume();
    child.stderr.on("data", (data: Buffer) => {
      complaint = (complaint + data.toString()).slice(-2000);
    });
    child.on("error", (error) => {
      clearInterval(timer);
      reject(error);
    });
    child.on("close", (status) => {
      clearInterval(timer);
      resolve({ wall: performance.now() - begin, processor, peak, status, complaint });
    });
  });
}

/** The middle of some numbers; of an even count the lower of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted[(sorted.length - 1) >> 1];
  if (middle === undefined) throw new RangeError("the median of nothing");
  return middle;
}
