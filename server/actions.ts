import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic as LspDiagnostic,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import type { Diagnostic } from "../engine/diagnostics.js";
import { compatibleFixes } from "../engine/fix.js";
import { questionOf } from "../engine/questions.js";
import type { Safety } from "../engine/rule.js";
import type { TextEdit } from "../engine/text/edits.js";
import { overlaps, type Span } from "../engine/text/span.js";
import type { ClientSupport } from "./capabilities.js";
import { toLspDiagnostic, toLspEdits } from "./convert.js";
import { FIX_ALL, SHOW_ANSWER } from "./names.js";
import type { Places } from "./places.js";
import type { DocumentResult, Found } from "./result.js";
import type { Unit } from "./units.js";

/** What a client gets back from an action whose edits it asks for only when the user chose it. */
type Deferred =
  | { readonly uri: string; readonly fix: "all" }
  | { readonly uri: string; readonly fix: "rule"; readonly rule: string; readonly safety: Safety };

/** A document with what was found in it and what its client can take. */
export interface Subject {
  /** Of the document that is asked about; a cell, where it is one of a notebook. */
  readonly uri: string;
  readonly unit: Unit;
  readonly result: DocumentResult;
  readonly places: Places;
  readonly support: ClientSupport;
}

/**
 * What can be done about what a client asks about: repair it, repair all of its kind, read why, ignore it; and, where
 * asked for, make all safe repairs of the file.
 *
 * Which diagnostics are meant is found in the server's own result: what a client sends back may lack everything but
 * range and code.
 */
export function codeActions({ range, context }: CodeActionParams, subject: Subject): CodeAction[] {
  const { result, support } = subject;
  if (!support.codeActionLiterals) return [];
  const actions: CodeAction[] = [];
  if (wants(context.only, CodeActionKind.QuickFix)) {
    const asked = spanOf(range, subject);
    const named = namedBy(context.diagnostics, subject);
    const meant = named.length > 0 ? named : result.diagnostics.filter(({ span }) => overlaps(span, asked));
    actions.push(...meant.flatMap((diagnostic) => repair(diagnostic, subject)));
    actions.push(...distinct(meant, ({ rule }) => rule).flatMap((diagnostic) => repairAll(diagnostic, subject)));
    actions.push(
      ...distinct(meant, ({ question }) => question).flatMap((diagnostic) => readAnswer(diagnostic, subject)),
    );
    actions.push(...meant.flatMap((diagnostic) => ignore(diagnostic, subject)));
  }
  // Only for those who ask: a list of what to do here has no room for what changes the whole file.
  if (context.only !== undefined && context.only !== null && wants(context.only, FIX_ALL)) {
    const deferred: Deferred = { uri: subject.uri, fix: "all" };
    if (fixAllEdits(subject).length > 0) {
      actions.push(withEdits({ title: "Make all safe fixes of faqlint", kind: FIX_ALL }, deferred, subject));
    }
  }
  return actions;
}

/** The action with the edits that were left out of it, for the document as it is now. */
export function resolved(action: CodeAction, subject: Subject): CodeAction {
  const deferred = action.data as Deferred;
  return { ...action, edit: workspaceEdit(subject, deferredEdits(deferred, subject)) };
}

/** The document that the edits left out of an action are for; undefined for data that is none of the server's. */
export function deferredFor(action: CodeAction): string | undefined {
  const data: unknown = action.data;
  if (typeof data !== "object" || data === null || !("uri" in data) || !("fix" in data)) return undefined;
  const isKnown = data.fix === "all" || (data.fix === "rule" && "rule" in data && typeof data.rule === "string");
  return isKnown && typeof data.uri === "string" ? data.uri : undefined;
}

function repair(diagnostic: Diagnostic, subject: Subject): CodeAction[] {
  const fix = diagnostic.fix();
  if (fix === null || fix.edits.length === 0) return [];
  const isSafe = fix.safety === "safe";
  return [
    {
      title: isSafe ? fix.title : `${fix.title} (unsafe)`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [shown(diagnostic, subject)],
      ...(isSafe && { isPreferred: true }),
      edit: workspaceEdit(subject, fix.edits),
    },
  ];
}

/** Offered where a rule has found more than this one, and can repair more than one of them in the same way. */
function repairAll(diagnostic: Diagnostic, subject: Subject): CodeAction[] {
  const safety = diagnostic.fix()?.safety;
  if (safety === undefined) return [];
  const { rule } = diagnostic;
  const count = compatibleFixes(foundBy(rule, subject.result), safety).fixed.length;
  if (count < 2) return [];
  const all = subject.result.left === 0 ? `all ${count}` : `the ${count} gravest`;
  const title = `Fix ${all} problems "${rule}" in this file${safety === "safe" ? "" : " (unsafe)"}`;
  const action = { title, kind: CodeActionKind.QuickFix, diagnostics: [shown(diagnostic, subject)] };
  return [withEdits(action, { uri: subject.uri, fix: "rule", rule, safety }, subject)];
}

function readAnswer(diagnostic: Diagnostic, subject: Subject): CodeAction[] {
  const { question } = diagnostic;
  if (question === null) return [];
  const title = `Why? Read the answer to "${questionOf(question).title}"`;
  return [
    {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [shown(diagnostic, subject)],
      command: { title, command: SHOW_ANSWER, arguments: [question] },
    },
  ];
}

function ignore(diagnostic: Found, subject: Subject): CodeAction[] {
  const edit = diagnostic.ignore();
  if (edit === null) return [];
  return [
    {
      title: `Ignore "${diagnostic.rule}" ${edit.replacement.includes("ignore-file") ? "in this file" : "here"}`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [shown(diagnostic, subject)],
      edit: workspaceEdit(subject, [edit]),
    },
  ];
}

function withEdits(action: CodeAction, deferred: Deferred, subject: Subject): CodeAction {
  if (subject.support.resolvesEdits) return { ...action, data: deferred };
  return { ...action, edit: workspaceEdit(subject, deferredEdits(deferred, subject)) };
}

function deferredEdits(deferred: Deferred, subject: Subject): readonly TextEdit[] {
  if (deferred.fix === "all") return fixAllEdits(subject);
  return compatibleFixes(foundBy(deferred.rule, subject.result), deferred.safety).edits;
}

/**
 * The safe repairs that can be made together, without those that take away what may just be being typed. Of a notebook
 * only those of the one cell that is asked about, since clients ask for every one of them.
 */
function fixAllEdits({ result: { diagnostics, source }, places, uri }: Subject): readonly TextEdit[] {
  const kept = diagnostics.filter((diagnostic) =>
    diagnostic.fix()?.edits.every(({ span, replacement }) => {
      const removes = replacement.trim() === "" && /\w/.test(source.slice(span));
      return !removes && places.locationOf(span).uri === uri;
    }),
  );
  return compatibleFixes(kept, "safe").edits;
}

function foundBy(rule: string, { diagnostics }: DocumentResult): Diagnostic[] {
  return diagnostics.filter((diagnostic) => diagnostic.rule === rule);
}

function shown(diagnostic: Diagnostic, { places, support }: Subject): LspDiagnostic {
  return toLspDiagnostic(diagnostic, places, support);
}

/** The first of those that share a key. */
function distinct(diagnostics: readonly Found[], keyOf: (diagnostic: Found) => string | null): Found[] {
  return diagnostics.filter((one, index) => diagnostics.findIndex((other) => keyOf(other) === keyOf(one)) === index);
}

/** Whether a client that asks for some kinds of actions only takes this one; a kind contains those below it. */
function wants(only: readonly string[] | undefined, kind: string): boolean {
  return !Array.isArray(only) || only.some((asked) => asked === "" || asked === kind || kind.startsWith(`${asked}.`));
}

/** Those of the server's diagnostics that a client sent back; without equal ranges, the ones at that place. */
function namedBy(sent: readonly LspDiagnostic[] | undefined, subject: Subject): readonly Found[] {
  const own = subject.result.diagnostics;
  const named = new Set<Found>();
  for (const { code, range } of sent ?? []) {
    const span = spanOf(range, subject);
    const there = own.filter((diagnostic) => diagnostic.rule === code && overlaps(diagnostic.span, span));
    const exactly = there.filter(
      (diagnostic) => diagnostic.span.start === span.start && diagnostic.span.end === span.end,
    );
    for (const diagnostic of exactly.length > 0 ? exactly : there) named.add(diagnostic);
  }
  return own.filter((diagnostic) => named.has(diagnostic));
}

function spanOf({ start, end }: LspDiagnostic["range"], { places, uri }: Subject): Span {
  return { start: places.offsetOf(uri, start) ?? 0, end: places.offsetOf(uri, end) ?? 0 };
}

function workspaceEdit({ unit, places, support }: Subject, edits: readonly TextEdit[]): WorkspaceEdit {
  const byUri = toLspEdits(edits, places);
  if (!support.documentChanges) return { changes: Object.fromEntries(byUri) };
  return {
    documentChanges: unit.documents.flatMap(({ uri, version }) => {
      const own = byUri.get(uri);
      return own === undefined ? [] : [{ textDocument: { uri, version }, edits: own }];
    }),
  };
}
