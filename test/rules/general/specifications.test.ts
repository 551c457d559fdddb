import { markdownFilesIn } from "../../harness/markdown.js";
import { testMarkdown } from "../../harness/run-markdown.js";

testMarkdown(markdownFilesIn("test/rules/general"));
