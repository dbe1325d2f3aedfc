import type { Progress } from "../core/progress.ts";
import type { Output } from "./output.ts";

/** Milliseconds between two lines where there is no terminal, and between two redraws where there is one. */
const lineEveryMs = 5_000;
const redrawEveryMs = 100;

/** Shows progress on stderr: a bar on a terminal, a line every five seconds elsewhere, nothing with `--quiet`. */
export function createProgressLine(
  { quiet, stderr }: Output,
  now: () => number,
): { show(progress: Progress): void; end(): void } {
  const terminal = stderr.isTTY === true;
  const everyMs = terminal ? redrawEveryMs : lineEveryMs;
  let shownAt = terminal ? Number.NEGATIVE_INFINITY : now();
  let drawn = false;
  return {
    show(progress) {
      if (quiet || now() - shownAt < everyMs) return;
      shownAt = now();
      stderr.write(terminal ? `\r\u001b[2K${bar(progress)}${describe(progress)}` : `${describe(progress)}\n`);
      drawn = terminal;
    },
    end() {
      if (drawn) stderr.write("\r\u001b[2K");
    },
  };
}

/** As "640 of 1,850 images, 34.1 images/s, 36 s left". */
export function describe({ done, total, unit, perSecond, etaSeconds }: Progress): string {
  const count =
    total === null
      ? `${done.toLocaleString("en")} ${unit}`
      : `${done.toLocaleString("en")} of ${total.toLocaleString("en")} ${unit}`;
  const rate = perSecond === null ? "" : `, ${perSecond.toFixed(1)} ${unit.split(" ", 1)[0]}/s`; // "MB of FILE": MB/s
  return `${count}${rate}${etaSeconds === null || done === total ? "" : `, ${duration(etaSeconds)} left`}`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function bar({ done, total }: Progress): string {
  if (!total) return "";
  const filled = Math.round((24 * Math.min(done, total)) / total);
  return `${"█".repeat(filled)}${"░".repeat(24 - filled)} `;
}
