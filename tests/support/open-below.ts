import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** Files below a folder that this process has open. */
export function openBelow(folder: string): readonly string[] {
  return readdirSync("/proc/self/fd").flatMap((descriptor) => {
    try {
      const path = readlinkSync(join("/proc/self/fd", descriptor));
      return path.startsWith(folder) ? [path] : [];
    } catch {
      return []; // closed since it was listed
    }
  });
}
