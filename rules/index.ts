import type { Rule } from "../engine/rule.js";
import printStatement from "./general/print-statement.js";
import removedModule from "./general/removed-module.js";
import signalHandlerArity from "./general/signal-handler-arity.js";
import fileOperationResultUsed from "./io/file-operation-result-used.js";
import popen2ResultOrder from "./io/popen2-result-order.js";
import removedPopen from "./io/removed-popen.js";
import inPlaceResultUsed from "./numerics/in-place-result-used.js";
import shuffleOfTemporary from "./numerics/shuffle-of-temporary.js";
import shuffleResultUsed from "./numerics/shuffle-result-used.js";
import threadJoinResultUsed from "./threads/thread-join-result-used.js";
import threadStartResultUsed from "./threads/thread-start-result-used.js";

/** Every rule, by section and name. */
export const RULES: readonly Rule[] = [
  printStatement,
  removedModule,
  signalHandlerArity,
  fileOperationResultUsed,
  popen2ResultOrder,
  removedPopen,
  inPlaceResultUsed,
  shuffleOfTemporary,
  shuffleResultUsed,
  threadJoinResultUsed,
  threadStartResultUsed,
];
