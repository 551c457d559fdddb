/**
 * Shows what is known of a name of the standard library, or what a module has lost.
 *
 *     npm run show-library -- queue.LifoQueue.get
 *     npm run show-library -- --removed threading
 */
import {
  attributeType,
  basesOf,
  exportsOf,
  libraryMember,
  type MemberHistory,
  memberHistory,
  removedMembers,
  returnOf,
  signaturesOf,
} from "../engine/knowledge/library.js";
import type { LibraryType } from "../engine/knowledge/library-signature.js";
import { formatPythonVersion, NEWEST_PYTHON } from "../engine/versions.js";

function writeHistory({ since, until, deprecatedSince }: MemberHistory): string {
  const parts = [`since ${formatPythonVersion(since)}`];
  if (until !== undefined) parts.push(`until ${formatPythonVersion(until)}`);
  if (deprecatedSince !== undefined) parts.push(`deprecated since ${formatPythonVersion(deprecatedSince)}`);
  return parts.join(", ");
}

function writeType({ names, isComplete, content }: LibraryType): string {
  const all = [...names, ...(isComplete ? [] : ["..."])].join(" | ");
  return content === undefined ? all : `${all} of ${content}`;
}

function show(name: string): void {
  const member = libraryMember(name);
  if (member === undefined) {
    console.log(`${name}: unknown`);
    return;
  }
  const history = memberHistory(name);
  console.log(`${member.canonical}: ${member.kind}${history === undefined ? "" : `, ${writeHistory(history)}`}`);
  if (member.kind === "module") console.log(`  exports ${[...exportsOf(name, NEWEST_PYTHON)].join(", ")}`);
  if (member.kind === "class") console.log(`  bases ${basesOf(name).join(", ")}`);
  for (const signature of signaturesOf(name)) console.log(`  called with ${JSON.stringify(signature)}`);
  const isValue = ["attribute", "property", "constant"].includes(member.kind);
  console.log(`  ${isValue ? "is" : "gives"} ${writeType(isValue ? attributeType(name) : returnOf(name))}`);
}

const [first = "", module = ""] = process.argv.slice(2);
if (first !== "--removed") show(first);
else {
  for (const { name, history } of removedMembers()) {
    if (name.startsWith(`${module}.`)) console.log(`${name}: ${writeHistory(history)}`);
  }
}
