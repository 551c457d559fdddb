import type { ProfileData } from "../../engine/profile.js";
import type { SessionOptions } from "../session.js";
import type { Answer, RepairOrder } from "./answer.js";

/** What a thread of the pool is started with. */
export interface PoolOrder {
  readonly session: Pick<SessionOptions, "commandLine" | "isolated">;
  readonly repairs?: RepairOrder;
  /** Whether to note what takes time. */
  readonly isProfiled?: boolean;
}

/** A file to lint. */
export interface PoolRequest {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What a thread says: first that it is ready, then an answer to each request, in order. */
export type PoolAnswer =
  | { readonly kind: "ready" }
  | { readonly kind: "answer"; readonly answer: Answer; readonly profile?: ProfileData };
