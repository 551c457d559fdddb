import { HTTP_CONNECTIONS, OPENING_URLS, PACKAGE_REQUESTS, REQUESTS } from "../knowledge/web-functions.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { constantOf } from "./constants.js";
import type { Model } from "./model.js";
import { textPieces } from "./text-pieces.js";

/** The functions that send a request to the URL that is their first argument, or keep it for that. */
export const REQUESTERS: readonly string[] = [...OPENING_URLS, "urllib.urlopen", ...REQUESTS, ...PACKAGE_REQUESTS];

/** The text of a URL or a form that a call sends. */
interface SentText {
  readonly text: SyntaxNode;
  readonly part: "query" | "form";
}

/** What a call of one of {@link REQUESTERS}, or of `request` of a connection, sends that may hold fields. */
function sentTexts(call: Call, model: Model): SentText[] {
  const isConnection = call.receiver !== null && HTTP_CONNECTIONS.includes(model.madeBy(call.receiver) ?? "");
  const url = isConnection ? call.argument(1, "url") : call.argument(0, "url");
  const data = isConnection
    ? call.argument(2, "body")
    : /^(?:requests|httpx)\./.test(call.name ?? "")
      ? call.argument(null, "data")
      : call.argument(1, "data");
  const body = data === undefined ? undefined : decoded(data, model);
  return [
    ...(url === undefined ? [] : [{ text: url, part: "query" as const }]),
    ...(body === undefined ? [] : [{ text: body, part: "form" as const }]),
  ];
}

/** The text that is encoded. */
function decoded(data: SyntaxNode, model: Model): SyntaxNode {
  const call = model.callAt(constantOf(data, model));
  return call?.method === "encode" && call.receiver !== null ? call.receiver : data;
}

/** A field of a query or form whose value is filled in. */
export interface FilledField extends SentText {
  readonly name: string;
  readonly value: SyntaxNode;
}

/** The fields, in a query or a form that a call sends, whose values are expressions put into the text; numbers are left out. */
export function filledFields(call: Call, model: Model): FilledField[] {
  return sentTexts(call, model).flatMap(({ text, part }) => {
    let before = part === "form" ? "&" : "";
    const found: FilledField[] = [];
    for (const piece of textPieces(text, model)) {
      if (piece.text !== null) {
        before += piece.text;
        continue;
      }
      const name = /[?&]([\w.[\]-]{1,60})=$/.exec(before.slice(-100))?.[1];
      // What comes behind `#` is not sent.
      const isSent = part === "form" || (before.includes("?") && !before.includes("#"));
      if (name !== undefined && isSent && piece.isNumber !== true) {
        found.push({ text, part, name, value: piece.node });
      }
      before += "x";
    }
    return found;
  });
}
