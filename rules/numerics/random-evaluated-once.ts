import { whenRandomCalls } from "../../engine/random-calls.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import type { Model } from "../../engine/semantics/model.js";
import { narrowed } from "../../engine/subscriptions.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  parameter:
    "`{draw}` is run once, when the function is defined, so all calls that leave out `{name}` get the same: default to None, and draw in the function",
  field:
    "`{draw}` is run once, when the class is made, so all objects that leave out `{name}` get the same: give `{keyword}` the function, without calling it",
  annotated:
    "`{draw}` is run once, when the class is made, so all objects that leave out `{name}` get the same: give `field` or its like a `default_factory`",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const DRAWS =
  "betavariate choice choices expovariate gauss getrandbits normalvariate randbytes randint random randrange sample triangular uniform".split(
    " ",
  );
const OTHER_DRAWS = [
  ...["uuid1", "uuid4"].map((name) => `uuid.${name}`),
  ...["choice", "randbelow", "randbits", "token_bytes", "token_hex", "token_urlsafe"].map((name) => `secrets.${name}`),
];

/** A default in which something is drawn, be it of a parameter, of a field, or behind an annotation. */
const DEFAULTED = new RegExp(
  String.raw`(?:\bdefault\s*=\s*|(?:^|\n)[ \t]+\w+[ \t]*:[^\n=]{1,200}=|\bdef[ \t]+\w+\s*\((?:(?!:[ \t]*\r?\n)[\s\S]){0,1000}?=)[^\n]{0,200}?\b(?:${[
    ...DRAWS,
    ...OTHER_DRAWS.map((name) => name.replace(/.*\./, "")),
  ].join("|")})\s*\(`,
);

/** What describes a field of a table, of a form or of an object. */
const DESCRIBES_FIELD = /(?:^|\.)(?:\w*Field|\w*Column|mapped_column|field|attrib|ib)$/;
/** Of these it is known that they call a function they are given. */
const CALLS_DEFAULT = /(?:^|\.)(?:\w+Field|Column|mapped_column)$/;
const TAKES_FACTORY = /^(?:dataclasses\.field|pydantic\.(?:fields\.)?Field)$/;
const RECORDS =
  /^(?:dataclasses\.dataclass|attrs?\.(?:define|frozen|mutable|dataclass)|pydantic\.dataclasses\.dataclass)$/;
const RECORD_BASES = /^(?:typing(?:_extensions)?\.NamedTuple|pydantic\.(?:main\.)?BaseModel)$/;
/** A salt has to stay what it is. */
const STAYS = /^_|salt/i;

/**
 * The default of a parameter is computed when the function is defined, and the default of a field when the class is. A random number or an
 * identifier there is drawn once, and everyone who gives none gets that one.
 *
 * Found in the defaults of functions and methods that are defined once, of the fields of tables and forms, and of dataclasses and their
 * like. Attributes of other classes are mostly meant so.
 */
export default defineRule({
  name: "random-evaluated-once",
  question: "random-numbers",
  summary: "a random number as a default, which is drawn only once",
  severity: "warning",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => [
    ...whenRandomCalls(when, DRAWS, (call, _, context) => check(call, context)).map((each) =>
      narrowed(each, DEFAULTED),
    ),
    narrowed(when.calls(OTHER_DRAWS, check), DEFAULTED),
  ],
});

function check(draw: Call, context: Context): void {
  if (!textMatches(context.source, DEFAULTED)) return;
  for (let child = draw.node, { parent } = child; parent !== null; child = parent, parent = parent.parent) {
    switch (parent.kind) {
      case "default_parameter":
      case "typed_default_parameter":
        if (child.fieldName === "value") checkParameter(draw, parent, context);
        return;
      case "keyword_argument":
        if (parent.field("name")?.text === "default" && checkField(draw, parent, context)) return;
        break;
      case "assignment":
        if (child.fieldName === "right") checkAnnotated(draw, parent, context);
        return;
      case "lambda":
      case "function_definition":
      case "class_definition":
      case "module":
        return;
    }
  }
}

function checkParameter(draw: Call, parameter: SyntaxNode, { report }: Context): void {
  const name = parameter.field("name")?.text ?? "";
  const definition = parameter.enclosing("function_definition", "lambda");
  // A function in a function, and one in a loop, is defined anew each time.
  const outer = definition?.enclosing("function_definition", "lambda", "for_statement", "while_statement");
  if (definition?.kind !== "function_definition" || outer != null || STAYS.test(name)) return;
  report("parameter", { at: draw.node, data: { draw: excerpt(draw.node.text), name } });
}

/** `Column(default=uuid4())` in the body of a class; whether it is that. */
function checkField(draw: Call, keyword: SyntaxNode, { model, report }: Context): boolean {
  const field = keyword.parent?.parent == null ? null : model.callAt(keyword.parent.parent);
  const target = field === null ? null : attributeAssigned(field.node);
  if (field === null || target === null || !DESCRIBES_FIELD.test(field.callee.text)) return false;
  if (STAYS.test(target.text)) return true;
  const takesFactory = TAKES_FACTORY.test(field.name ?? "");
  report("field", {
    at: draw.node,
    data: {
      draw: excerpt(draw.node.text),
      name: target.text,
      keyword: takesFactory ? "default_factory" : "default",
    },
    fix: (): Fix | null => {
      const isCalled = takesFactory || CALLS_DEFAULT.test(field.callee.text);
      if (!isCalled || draw.arguments.length > 0 || keyword.field("value") !== draw.node) return null;
      const replacement = `${takesFactory ? "default_factory" : "default"}=${draw.callee.text}`;
      return { title: "Give the function itself", safety: "unsafe", edits: [{ span: keyword, replacement }] };
    },
  });
  return true;
}

/** The attribute that an expression in the body of a class is assigned to; null for anything else. */
function attributeAssigned(expression: SyntaxNode): SyntaxNode | null {
  const assignment = expression.parent;
  const target = assignment?.kind === "assignment" ? assignment.field("left") : null;
  const isInBody =
    assignment?.enclosing("class_definition", "function_definition", "lambda")?.kind === "class_definition";
  return isInBody && target?.kind === "identifier" ? target : null;
}

/** `identity: str = str(uuid4())` in a dataclass. */
function checkAnnotated(draw: Call, assignment: SyntaxNode, { model, report }: Context): void {
  const target = assignment.field("left");
  const type = assignment.field("type");
  const owner = assignment.enclosing("class_definition", "function_definition", "lambda");
  if (owner?.kind !== "class_definition" || target?.kind !== "identifier" || type === null) return;
  if (/\bClassVar\b/.test(type.text) || STAYS.test(target.text) || !isRecord(owner, model)) return;
  report("annotated", { at: draw.node, data: { draw: excerpt(draw.node.text), name: target.text } });
}

/** Whether the annotated names of a class become the parameters of its constructor. */
function isRecord(owner: SyntaxNode, model: Model): boolean {
  const { parent } = owner;
  const decorators = parent?.kind === "decorated_definition" ? parent.namedChildren.slice(0, -1) : [];
  const isDecorated = decorators.some((decorator) => {
    const [expression] = decorator.namedChildren;
    const callee = expression?.kind === "call" ? expression.field("function") : expression;
    return callee != null && RECORDS.test(model.qualifiedName(callee) ?? "");
  });
  if (isDecorated) return true;
  const bases = owner.field("superclasses")?.namedChildren ?? [];
  return bases.some((base) => RECORD_BASES.test(model.qualifiedName(base) ?? ""));
}
