import { finished } from "node:stream/promises";
import { describe, expect, it } from "vitest";
import { FrameGuard, MAX_CONTENT_BYTES, MalformedFrame } from "../../server/frames.js";

/** What the guard lets through of some chunks, and what it fails with. */
async function guard(chunks: readonly (string | Buffer)[]): Promise<{ passed: Buffer; error: unknown }> {
  const stream = new FrameGuard(async () => undefined);
  const passed: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => passed.push(chunk));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  const error = await finished(stream).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { passed: Buffer.concat(passed), error };
}

const frame = (body: string, extra = ""): string => `${extra}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe("FrameGuard", () => {
  const good =
    frame('{"a":"é\n\r\n\r\n"}') + frame("{}", "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n");

  it("passes frames on unchanged, in whatever pieces they come", async () => {
    const bytes = Buffer.from(good + good);
    for (const size of [1, 2, 3, 7, 40, bytes.length]) {
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      expect(await guard(chunks)).toEqual({ passed: bytes, error: undefined });
    }
  });

  it.each([
    ["content-length:2\r\n\r\n{}"],
    ["CONTENT-LENGTH :  2 \r\n\r\n{}"],
    ["Content-Length: 0\r\n\r\n"],
    ["Content-Length: 2\r\n\r\n"],
    ["Content-Le"],
    [""],
  ])("accepts %j", async (text) => {
    expect((await guard([text])).error).toBeUndefined();
  });

  it.each([
    ["Content-Type: x\r\n\r\n{}", "has no Content-Length"],
    ["Content-Length: -5\r\n\r\n{}", 'not a number of bytes: "-5"'],
    ["Content-Length: 2e3\r\n\r\n{}", "not a number of bytes"],
    ["Content-Length: \r\n\r\n{}", "not a number of bytes"],
    ["Content-Length: 99999999999\r\n\r\n{}", "more than"],
    [`Content-Length: ${MAX_CONTENT_BYTES + 1}\r\n\r\n`, "more than"],
    ["Content-Length: 2\n\n{}", "\\n without \\r"],
    ["Content-Length: 2\r\n\n{}", "\\n without \\r"],
    ["Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "two Content-Length"],
    ["\r\n\r\n{}", "empty"],
    ["hello\r\n\r\n", "no name and colon"],
    ["hello\n", "\\n without \\r"],
    [`X: ${"x".repeat(5000)}`, "longer than 4096"],
    [`${"X: y\r\n".repeat(1000)}`, "longer than 4096"],
  ])("fails at %j", async (text, message) => {
    for (const chunks of [[text], [good, text], [good + text], [...text]]) {
      const { error } = await guard(chunks);
      expect(error).toBeInstanceOf(MalformedFrame);
      expect(String(error)).toContain(message);
    }
  });

  it("shows no control characters of the input", async () => {
    const { error } = await guard(["\u001b]0;evil\u0007\r\n\r\n"]);
    expect(JSON.stringify(String(error))).toContain("\\\\u001b");
  });
});
