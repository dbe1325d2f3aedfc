/** How far a long job is. */
export interface Progress {
  readonly done: number;
  /** Null while nobody has counted. */
  readonly total: number | null;
  readonly unit: string;
  /** Units a second over the last `windowMs`; null before anything was done. */
  readonly perSecond: number | null;
  /** Seconds left at that rate; null while rate or total is unknown. */
  readonly etaSeconds: number | null;
}

const windowMs = 20_000;

/**
 * Measures rate and time left over the last twenty seconds, so that a quick start (rows that were there already) does not
 * promise what the slow part cannot keep.
 * @param now milliseconds of a clock that never goes back
 */
export function createProgressMeter(unit: string, total: number | null, now: () => number): (done: number) => Progress {
  const samples: { atMs: number; done: number }[] = [{ atMs: now(), done: 0 }];
  return (done) => {
    const atMs = now();
    samples.push({ atMs, done });
    while (samples.length > 2 && samples[0].atMs < atMs - windowMs) samples.shift();
    const elapsedSeconds = (atMs - samples[0].atMs) / 1000;
    const perSecond = elapsedSeconds > 0 && done > samples[0].done ? (done - samples[0].done) / elapsedSeconds : null;
    const etaSeconds = total !== null && perSecond !== null ? Math.max(0, total - done) / perSecond : null;
    return { done, total, unit, perSecond, etaSeconds };
  };
}
