import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Tells this run of this process from every other: a process id alone comes again. */
const thisRun = () => `${process.pid}-${Math.trunc(performance.timeOrigin)}`;

/** Name of a file or folder that is being filled or taken away; no list shows it. */
export function stagingName(): string {
  return `.new-${thisRun()}-${randomUUID()}`;
}

/** Removes from a folder what processes that were killed left unfinished in it. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(".new-"));
  const left = names.filter((name) => {
    const [, pid, origin] = /^\.new-(\d+)-(\d+)-/.exec(name) ?? [];
    return pid === undefined || (`${pid}-${origin}` !== thisRun() && !isRunning(Number(pid)));
  });
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

/** True while another process of that id runs. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false; // ours now; in a container every run may have it
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
