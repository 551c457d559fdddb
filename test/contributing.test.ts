import { markdownFile } from "./harness/markdown.js";
import { testMarkdown } from "./harness/run-markdown.js";

testMarkdown([markdownFile("CONTRIBUTING.md")]);
