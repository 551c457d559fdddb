import type { SyntaxTree } from "../syntax/tree.js";

/** What a kind of node does to scopes. */
export enum Act {
  none,
  identifier,
  definition,
  lambda,
  comprehension,
  assignment,
  augmented,
  walrus,
  loop,
  withAlias,
  except,
  importing,
  global,
  nonlocal,
  attribute,
  dottedName,
  keyword,
  deletion,
  casePattern,
  splatPattern,
  keywordPattern,
  typeAlias,
  type,
  exec,
  backquoted,
}

let actions: Uint8Array | undefined;

/** The action of each of the grammar's numbers for kinds; {@link Act.none} for most. */
export function actionTable(tree: SyntaxTree): Uint8Array {
  if (actions !== undefined) return actions;
  const table = new Uint8Array(0x10000);
  const set = (action: Act, ...kinds: Parameters<SyntaxTree["symbolsOf"]>[0][]): void => {
    for (const kind of kinds) for (const symbol of tree.symbolsOf(kind)) table[symbol] = action;
  };
  set(Act.identifier, "identifier");
  set(Act.definition, "function_definition", "class_definition");
  set(Act.lambda, "lambda");
  set(Act.comprehension, "list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression");
  set(Act.assignment, "assignment");
  set(Act.augmented, "augmented_assignment");
  set(Act.walrus, "named_expression");
  set(Act.loop, "for_statement", "for_in_clause");
  set(Act.withAlias, "as_pattern");
  set(Act.except, "except_clause");
  set(Act.importing, "import_statement", "import_from_statement", "future_import_statement");
  set(Act.global, "global_statement");
  set(Act.nonlocal, "nonlocal_statement");
  set(Act.attribute, "attribute", "member_type");
  set(Act.dottedName, "dotted_name");
  set(Act.keyword, "keyword_argument");
  set(Act.deletion, "delete_statement");
  set(Act.casePattern, "case_pattern");
  set(Act.splatPattern, "splat_pattern");
  set(Act.keywordPattern, "keyword_pattern");
  set(Act.typeAlias, "type_alias_statement");
  set(Act.type, "type");
  set(Act.exec, "exec_statement");
  set(Act.backquoted, "string");
  // The keyword tokens `lambda`, `global` and `nonlocal` are kinds of their own; only the named nodes act.
  actions = table;
  return table;
}
