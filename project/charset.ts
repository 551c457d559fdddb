import type { TextDecoder as Decoder } from "node:util";

/** How a file's bytes and its text belong together. */
export interface SourceEncoding {
  /** As a user would name it: `utf-8`, `iso-8859-1`, or what the file's own declaration says. */
  readonly name: string;
  /** The bytes of a text; undefined when it holds a character this encoding lacks. */
  encode(text: string): Uint8Array | undefined;
}

/** What Python calls an encoding, where the Encoding Standard, which TextDecoder follows, has only another name. */
const PYTHON_NAMES: Readonly<Record<string, string>> = {
  cp932: "shift_jis",
  "ms-kanji": "shift_jis",
  sjis: "shift_jis",
  cp936: "gbk",
  cp949: "euc-kr",
  uhc: "euc-kr",
  cp950: "big5",
  eucjp: "euc-jp",
  euckr: "euc-kr",
  "mac-roman": "macintosh",
  macroman: "macintosh",
  "mac-cyrillic": "x-mac-cyrillic",
  latin2: "iso-8859-2",
  "latin-2": "iso-8859-2",
  "latin-9": "iso-8859-15",
};

/** What windows-1252 has at the bytes 0x80 to 0x9F, where Latin-1 has control characters (Encoding Standard). */
const WINDOWS_1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/**
 * One of the encodings that were usual before UTF-8, for reading and for writing back.
 *
 * The platform only decodes them. The way back is made by decoding every sequence of one or two bytes once; what needs
 * more bytes, or a change of state, cannot be written and is refused.
 */
export class CharsetCodec implements SourceEncoding {
  readonly name: string;
  readonly #decoder: Decoder;
  #sequences: Map<string, readonly number[]> | undefined;

  private constructor(name: string, decoder: Decoder) {
    this.name = name;
    this.#decoder = decoder;
  }

  /** The encoding of a name that stands in a Python file; undefined when the platform does not know it. */
  static of(declared: string): CharsetCodec | undefined {
    const name = declared.toLowerCase().replaceAll("_", "-");
    // A file that can be searched for its declaration byte by byte cannot be UTF-16, whatever it says.
    if (name.startsWith("utf")) return undefined;
    try {
      return new CharsetCodec(declared, new TextDecoder(PYTHON_NAMES[name] ?? name, { fatal: true }));
    } catch {
      return undefined;
    }
  }

  /** The text of some bytes; undefined when they are not in this encoding. */
  decode(bytes: Uint8Array): string | undefined {
    // Node.js 20 decodes this one as Latin-1.
    if (this.#decoder.encoding === "windows-1252") {
      const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
      return latin1.replace(/[\x80-\x9f]/g, (control) => WINDOWS_1252.charAt(control.charCodeAt(0) - 0x80));
    }
    try {
      return this.#decoder.decode(bytes);
    } catch {
      return undefined;
    }
  }

  encode(text: string): Uint8Array | undefined {
    this.#sequences ??= this.#decodeAllSequences();
    const bytes: number[] = [];
    for (const character of text) {
      const sequence = character < "\x80" ? [character.charCodeAt(0)] : this.#sequences.get(character);
      if (sequence === undefined) return undefined;
      bytes.push(...sequence);
    }
    const encoded = Uint8Array.from(bytes);
    return this.decode(encoded) === text ? encoded : undefined;
  }

  #decodeAllSequences(): Map<string, readonly number[]> {
    const sequences = new Map<string, readonly number[]>();
    const add = (...bytes: number[]): boolean => {
      const character = this.decode(Uint8Array.from(bytes));
      if (character === undefined || [...character].length !== 1) return false;
      if (!sequences.has(character)) sequences.set(character, bytes);
      return true;
    };
    for (let lead = 0x80; lead <= 0xff; lead++) {
      if (add(lead)) continue;
      for (let trail = 0x40; trail <= 0xfe; trail++) add(lead, trail);
    }
    return sequences;
  }
}
