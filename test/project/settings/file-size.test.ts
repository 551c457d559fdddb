import { describe, expect, it } from "vitest";
import { formatFileSize, parseFileSize } from "../../../project/settings/file-size.js";

describe("the size of a file", () => {
  it.each([
    ["16 MB", 16_000_000],
    ["1.5gb", 1_500_000_000],
    [" 200 Kb ", 200_000],
    ["0 MB", undefined],
    ["16", undefined],
    ["16 MiB", undefined],
    ["-1 MB", undefined],
    ["1e3 MB", undefined],
    ["many MB", undefined],
  ])("is read from %j", (text, bytes) => {
    expect(parseFileSize(text)).toBe(bytes);
  });

  it.each([
    [900, "900 bytes"],
    [16_000_000, "16 MB"],
    [1_540_000, "1.5 MB"],
    [2_000_000_000, "2 GB"],
  ])("is written for people: %d", (bytes, text) => {
    expect(formatFileSize(bytes)).toBe(text);
  });
});
