import { markdownFile, testMarkdown } from "../harness/run-markdown.js";

testMarkdown([markdownFile("test/engine/suppressions.md"), markdownFile("docs/suppressions.md")]);
