import { builtin } from "../builtin.js";

/**
 * How far the heap of a thread may grow over what is in use before it is looked through: by so many hundredths. V8 would let each grow to
 * four times as much, which is half as much memory again in all; twice as much would be a sixth more, for a thirtieth less of the
 * processor's time. What is in use is soon looked through, since a file leaves nothing behind.
 */
const HEAP_GROWTH = 50;
/**
 * How much of a function runs before V8 compiles it for speed, in bytes of its code: six times what is usual. There are thousands of functions
 * of rules, each thread compiles them for itself, and without this that takes a fifth of all time on 1,700 files.
 */
const OPTIMIZATION_BUDGET = 400_000;
/** The one V8 that has a flag for it, Node 20's. Later ones print a message about flags that they do not know. */
const HAS_BUDGET = process.versions.v8.startsWith("11.");
/**
 * How long a function of the parser runs before V8 compiles it for speed, about in bytes of its code that are run. With what is usual, that
 * is done for the first lines of the first file, and takes a tenth of a second of another processor: it pays for more than a hundred
 * thousand characters.
 */
const PARSER_BUDGET = 1_000_000_000;
/** Those that have a flag for it, Node 20's to Node 24's. */
const HAS_PARSER_BUDGET = /^1[1-3]\./.test(process.versions.v8);

/** Has V8 fit to go through little: for a parser that is started later. */
export function fitForFewFiles(): void {
  if (HAS_PARSER_BUDGET) builtin("node:v8").setFlagsFromString(`--wasm-tiering-budget=${PARSER_BUDGET}`);
}

/** Has V8 fit to go through many files: for all threads of this process, from now on. */
export function fitForManyFiles(): void {
  builtin("node:v8").setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`);
  if (HAS_BUDGET) builtin("node:v8").setFlagsFromString(`--interrupt-budget=${OPTIMIZATION_BUDGET}`);
}
