import { execFileSync } from "node:child_process";

/** An element of XML, as a parser sees it. */
export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

const READ = `
import json, sys
from xml.etree import ElementTree

def plain(element):
    children = [plain(child) for child in element]
    return {"tag": element.tag, "attributes": element.attrib, "text": element.text or "", "children": children}

print(json.dumps(plain(ElementTree.fromstring(sys.stdin.buffer.read()))))
`;

/** Reads XML with CPython's parser. @throws Error when it is not well-formed. */
export function parseXml(text: string): Element {
  return JSON.parse(execFileSync("python3", ["-c", READ], { input: text, encoding: "utf8", stdio: "pipe" })) as Element;
}
