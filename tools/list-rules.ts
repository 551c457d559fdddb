/**
 * Writes rules/index.ts: the list of all rules there are files for.
 *
 *     npm run generate:rules
 */
import { fileURLToPath } from "node:url";
import { writeRuleList } from "./new-rule/rule-list.js";

writeRuleList(fileURLToPath(new URL("..", import.meta.url)));
