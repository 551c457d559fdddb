import { Transform, type TransformCallback } from "node:stream";

/** More than any client needs for the two headers there are. */
const MAX_HEADER_BYTES = 4096;

/** A document of 50 MB, escaped as JSON, still fits; a number beyond it is a mistake, and waiting for it never ends. */
export const MAX_CONTENT_BYTES = 128 * 1024 * 1024;

const LF = 10;
const CR = 13;

/** The input is no sequence of frames of the Language Server Protocol, so that nothing after it can be understood. */
export class MalformedFrame extends Error {}

/**
 * The number of bytes that follow a header block.
 *
 * @param block the header lines without the empty line that ends them, each ended by `\r\n`.
 * @throws MalformedFrame when the block does not say it.
 */
function contentLengthOf(block: string): number {
  let length: number | undefined;
  for (const line of block.split("\r\n")) {
    if (line === "") continue;
    const colon = line.indexOf(":");
    if (colon <= 0) throw new MalformedFrame(`a header line has no name and colon: ${shown(line)}`);
    if (line.slice(0, colon).trim().toLowerCase() !== "content-length") continue;
    const value = line.slice(colon + 1).trim();
    if (!/^\d+$/.test(value)) throw new MalformedFrame(`Content-Length is not a number of bytes: ${shown(value)}`);
    if (length !== undefined) throw new MalformedFrame("a header block has two Content-Length lines");
    length = Number(value);
  }
  if (length === undefined) throw new MalformedFrame("a header block has no Content-Length line");
  if (length > MAX_CONTENT_BYTES) {
    throw new MalformedFrame(
      `Content-Length is ${length}, more than the ${MAX_CONTENT_BYTES} bytes a message may have`,
    );
  }
  return length;
}

/** Text from outside for a message on a terminal: short, and without control characters. */
function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
}

/**
 * Passes a client's bytes on unchanged as long as they are well-formed frames, and fails with {@link MalformedFrame}
 * at the first header block that is not. The reader behind it would wait for ever for a message that cannot come.
 */
export class FrameGuard extends Transform {
  /** The bytes of the header block read so far, including its line breaks. */
  #header = "";
  /** How many bytes of the current message are still to come; 0 while headers are read. */
  #content = 0;
  readonly #beforeEnd: () => Promise<void>;

  /** @param beforeEnd is waited for before the end of the input is passed on. */
  constructor(beforeEnd: () => Promise<void>) {
    super();
    this.#beforeEnd = beforeEnd;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#check(chunk);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    this.#beforeEnd().then(() => done(), done);
  }

  #check(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#content > 0) {
        const taken = Math.min(this.#content, chunk.length - at);
        this.#content -= taken;
        at += taken;
        continue;
      }
      const lineEnd = chunk.indexOf(LF, at);
      const next = lineEnd === -1 ? chunk.length : lineEnd + 1;
      if (this.#header.length + next - at > MAX_HEADER_BYTES) {
        throw new MalformedFrame(`a header block is longer than ${MAX_HEADER_BYTES} bytes`);
      }
      this.#header += chunk.toString("latin1", at, next);
      at = next;
      if (lineEnd !== -1) this.#endOfLine();
    }
  }

  #endOfLine(): void {
    const header = this.#header;
    if (header.charCodeAt(header.length - 2) !== CR) {
      throw new MalformedFrame(`a header line ends in \\n without \\r: ${shown(header.trimEnd())}`);
    }
    if (header === "\r\n") throw new MalformedFrame("a header block is empty");
    if (!header.endsWith("\r\n\r\n")) return;
    this.#header = "";
    this.#content = contentLengthOf(header);
  }
}
