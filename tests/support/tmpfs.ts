import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A small file system in memory. */
export interface SmallDisk {
  readonly path: string;
  /** @param size as mount writes it: "64m". */
  resize(size: string): void;
  unmount(): void;
}

/** Mounts a file system of a size; throws where this user may not. */
export function mountSmallDisk(size: string): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), "caselens-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path], { stdio: "pipe" });
  } catch (error) {
    rmdirSync(path);
    throw error;
  }
  return {
    path,
    resize: (to) => void execFileSync("mount", ["-o", `remount,size=${to}`, path], { stdio: "pipe" }),
    unmount() {
      execFileSync("umount", ["-l", path], { stdio: "pipe" });
      rmdirSync(path);
    },
  };
}

/** True where small disks can be mounted; otherwise prints why the tests are skipped. */
export function canMount(): boolean {
  try {
    mountSmallDisk("64k").unmount();
    return true;
  } catch {
    process.stderr.write("skipped: this user may not mount a tmpfs\n");
    return false;
  }
}
