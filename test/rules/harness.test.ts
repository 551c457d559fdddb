import { markdownFilesIn, testMarkdown } from "../harness/run-markdown.js";

testMarkdown(markdownFilesIn("test/rules"));
