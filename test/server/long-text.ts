import { SIGNAL_TEXT } from "./defects.js";

/** How many findings there are in a {@link longText}. */
export const LONG_TEXT_FINDINGS = 25;

/** Code that wakes many rules and breaks none, and code that wakes none. */
const ORDINARY = `
def work_NUMBER(path, jobs=None):
    """Reads some numbers and has another thread add them."""
    results = queue.Queue()
    total = 0
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            match = re.match(r"(\\d+) +(\\d+)", line)
            if match is None:
                raise ValueError(f"line {number} of {path} has no numbers")
            total += int(match.group(1)) * NUMBER + random.randrange(10)
    thread = threading.Thread(target=results.put, args=(total,))
    thread.start()
    thread.join()
    return [results.get(), struct.pack("<I", total & 0xFFFF), *(job + 1 for job in jobs or [])]


TABLE_NUMBER = {
${'    "a key": ["a value of it", "another one", "and one more that is longer", 1, 2, 3],\n'.repeat(15)}}
`;

/** A program of about 3 million characters, with findings all over it that have a safe repair. */
export function longText(): string {
  const parts = ["import queue, random, re, signal, struct, threading\n"];
  const count = 1600;
  for (let number = 0; number < count; number++) {
    parts.push(ORDINARY.replaceAll("NUMBER", String(number)));
    if (number % (count / LONG_TEXT_FINDINGS) === 0) parts.push(SIGNAL_TEXT.replaceAll("on_term", `on_term_${number}`));
  }
  return parts.join("");
}
