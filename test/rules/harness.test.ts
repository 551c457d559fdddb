import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { testMarkdown } from "../harness/run-markdown.js";

const folder = fileURLToPath(new URL("./", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));

testMarkdown(files.sort().map((file) => join(folder, file)));
