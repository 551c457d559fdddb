import { beforeAll, describe, expect, test } from "vitest";
import { blocksOf, titleOf } from "../../harness/block.js";
import { labelProblems } from "../../harness/facts.js";
import { markdownFilesIn } from "../../harness/markdown.js";
import { startParser } from "../../support/parser.js";

beforeAll(startParser);

for (const { name, markdown } of markdownFilesIn("test/engine/semantics/labels")) {
  describe(name, () => {
    for (const block of blocksOf(name, markdown)) {
      test(titleOf(block), () => expect(labelProblems(block).join("\n")).toBe(""));
    }
  });
}
