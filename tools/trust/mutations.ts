import { mulberry32 } from "../../test/support/random.js";

/** What is put into damaged files: what has a meaning of its own for a parser, a decoder or a terminal. */
const BYTES = [
  0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x1b, 0x20, 0x22, 0x23, 0x27, 0x28, 0x29, 0x3a, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d,
];
const HIGH = [0x80, 0xbf, 0xc3, 0xe2, 0xed, 0xef, 0xf0, 0xff];

/**
 * A file of bytes with some of them changed, taken out, doubled or moved.
 *
 * @param seed the same damage for the same seed.
 */
export function damaged(bytes: Uint8Array, seed: number): Uint8Array {
  const random = mulberry32(seed);
  const below = (most: number): number => Math.floor(random() * most);
  const out = [...bytes];
  for (let times = 1 + below(12); times > 0; times--) {
    const at = below(out.length + 1);
    const length = 1 + below(random() < 0.2 ? 400 : 8);
    switch (below(6)) {
      case 0:
        out.splice(at, length);
        break;
      case 1:
        out.splice(at, 0, BYTES[below(BYTES.length)] as number);
        break;
      case 2:
        out.splice(at, 1, HIGH[below(HIGH.length)] as number);
        break;
      case 3:
        out.splice(at, 1, below(256));
        break;
      case 4:
        out.splice(at, 0, ...out.slice(at, at + length));
        break;
      default:
        out.splice(below(out.length + 1), 0, ...out.splice(at, length));
    }
  }
  return Uint8Array.from(out);
}

/** The states of a text that is typed from its first character to its last, and then loses single characters. */
export function* typed(text: string, seed: number): Generator<string> {
  for (let end = 0; end <= text.length; end++) yield text.slice(0, end);
  const random = mulberry32(seed);
  for (let times = Math.ceil(text.length / 4); times > 0; times--) {
    const at = Math.floor(random() * text.length);
    yield text.slice(0, at) + text.slice(at + 1);
  }
}
