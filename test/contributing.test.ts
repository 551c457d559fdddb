import { markdownFile, testMarkdown } from "./harness/run-markdown.js";

testMarkdown([markdownFile("CONTRIBUTING.md")]);
