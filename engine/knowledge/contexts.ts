import { libraryMember, returnOf } from "./library.js";

/** What typeshed has no type for: the classes of its results give themselves in every CPython from 3.6 to 3.13, and in pyserial 3.5. */
const UNTYPED: ReadonlySet<string> = new Set([
  "dbm.gnu.open",
  "dbm.ndbm.open",
  "dbm.open",
  "serial.Serial",
  "serial.serial_for_url",
  "urllib.request.urlopen",
]);

const answers = new Map<string, boolean>();

/** Whether the result of a call of a class or function, entered by `with`, gives itself, whichever of its types it has. */
export function givesItselfWhenEntered(name: string): boolean {
  let answer = answers.get(name);
  if (answer === undefined) {
    answer = UNTYPED.has(name) || givesItself(name);
    answers.set(name, answer);
  }
  return answer;
}

function givesItself(name: string): boolean {
  if (libraryMember(name)?.isAsync !== false) return false;
  const { names, isComplete } = returnOf(name);
  const classes = names.filter((one) => one !== "None");
  if (!isComplete || classes.length === 0) return false;
  return classes.every((one) => {
    const entered = returnOf(`${one}.__enter__`);
    return entered.isComplete && entered.names.length === 1 && entered.names[0] === one;
  });
}
