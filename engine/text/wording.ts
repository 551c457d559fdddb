/** A number with its noun, as people write them: `1 byte`, `8 bytes`. */
export function counted(count: bigint | number, noun: string): string {
  return `${count} ${noun}${BigInt(count) === 1n ? "" : "s"}`;
}

/** A piece of the user's text on one line, cut where it is too long for a message. */
export function excerpt(text: string, longest = 40): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > longest ? `${line.slice(0, longest - 3)}...` : line;
}

/** Some things as people enumerate them: `a`, `a and b`, `a, b and c`. */
export function enumerated(things: readonly string[]): string {
  return [things.slice(0, -1).join(", "), ...things.slice(-1)].filter((part) => part !== "").join(" and ");
}
