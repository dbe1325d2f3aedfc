import type { AppError } from "../core/errors.ts";

/** Exit codes of every command. */
export const exitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  inputRejected: 3,
  nothingOrAbstained: 4,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

export function exitCodeOf({ kind }: AppError): ExitCode {
  switch (kind) {
    case "usage":
      return exitCode.usage;
    case "input":
      return exitCode.inputRejected;
    case "failure":
      return exitCode.failed;
    default:
      return kind satisfies never;
  }
}
