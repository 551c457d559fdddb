import {
  type CancellationToken,
  type Disposable,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver/node";

/** What a request is answered with that cannot be served. */
export type Failure = ResponseError<never>;

export function failure(code: number, message: string): Failure {
  return new ResponseError(code, message);
}

export const NOT_INITIALIZED = failure(ErrorCodes.ServerNotInitialized, "faqlint has not been initialized");
export const CANCELLED = failure(LSPErrorCodes.RequestCancelled, "cancelled");

/** The answer to a request, or {@link CANCELLED} as soon as the request is cancelled. */
export async function unlessCancelled<T>(answer: Promise<T>, token: CancellationToken): Promise<T | Failure> {
  let listener: Disposable | undefined;
  const cancelled = new Promise<Failure>((resolve) => {
    listener = token.onCancellationRequested(() => resolve(CANCELLED));
  });
  return Promise.race([answer, cancelled]).finally(() => listener?.dispose());
}
