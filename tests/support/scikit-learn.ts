import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./mini.ts";

/** A Python that has scikit-learn; otherwise prints why the tests are skipped. */
export function pythonWithScikitLearn(): string | null {
  const found = ["python3", "/usr/bin/python3"].find((path) => spawnSync(path, ["-c", "import sklearn"]).status === 0);
  if (found === undefined) process.stderr.write("skipped: no python3 with scikit-learn is here\n");
  return found ?? null;
}

/** The figures of inputs 1 to `count`, as JSON. */
export function scikitLearnFigures(python: string, count: number): string {
  const script = join(root, "tests", "golden", "make-metrics.py");
  return execFileSync(python, [script, `${count}`], { encoding: "utf8", maxBuffer: 1e8 });
}
