import { spawn } from "node:child_process";
import type { ExitCode } from "./exit-code.ts";

/** Kills the process named after a second and a half, unless that has ended: then the standard input has too. */
const killer = `process.stdin.on("close", () => process.exit()).resume();
setTimeout(() => process.kill(Number(process.argv[1]), "SIGKILL"), 1500);`;

/**
 * Ends this process after `limitMs`, whatever it still waits for. `process.exit` itself waits for the threads of Node, and one that is held
 * by the operating system (a file on a computer that does not answer) never ends: then the process is killed.
 */
export function endWithin(limitMs: number, code: ExitCode): void {
  const end = () => {
    const stdio = ["pipe", "ignore", "ignore"] as const;
    spawn(process.execPath, ["--eval", killer, `${process.pid}`], { stdio: [...stdio] });
    process.exit(code);
  };
  setTimeout(end, limitMs).unref(); // what ends by itself is not held up
}
