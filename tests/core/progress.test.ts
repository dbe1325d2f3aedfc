import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createProgressMeter } from "../../src/core/progress.ts";

/** A meter with a clock that is set by hand. */
function meterAt(total: number | null) {
  let nowMs = 0;
  const meter = createProgressMeter("images", total, () => nowMs);
  return (atMs: number, done: number) => {
    nowMs = atMs;
    return meter(done);
  };
}

describe("progress", () => {
  test("gives rate and time left", () => {
    const at = meterAt(100);
    expect(at(2_000, 10)).toEqual({ done: 10, total: 100, unit: "images", perSecond: 5, etaSeconds: 18 });
  });

  test("promises nothing before anything was done", () => {
    const at = meterAt(100);
    expect(at(0, 0)).toMatchObject({ perSecond: null, etaSeconds: null });
    expect(at(0, 5)).toMatchObject({ perSecond: null, etaSeconds: null });
    expect(at(5_000, 0)).toMatchObject({ perSecond: null, etaSeconds: null });
  });

  test("has a rate and no time left while nobody has counted", () => {
    expect(meterAt(null)(1_000, 20)).toMatchObject({ total: null, perSecond: 20, etaSeconds: null });
  });

  test("forgets a quick start after twenty seconds", () => {
    const at = meterAt(10_000);
    at(1_000, 5_000); // rows that were there already
    for (let second = 2; second < 30; second++) at(second * 1_000, 5_000 + second);
    const { perSecond } = at(30_000, 5_030);
    expect(perSecond).toBeGreaterThan(0.9);
    expect(perSecond).toBeLessThan(1.2);
  });

  test("never goes below zero, not even past its total, at any pace", () => {
    const steps = fc.array(fc.record({ afterMs: fc.nat(40_000), more: fc.nat(500) }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.option(fc.nat(2_000)), (pace, total) => {
        const at = meterAt(total);
        let [nowMs, done] = [0, 0];
        for (const { afterMs, more } of pace) {
          nowMs += afterMs;
          done += more;
          const { perSecond, etaSeconds } = at(nowMs, done);
          expect(perSecond === null || (perSecond > 0 && Number.isFinite(perSecond))).toBe(true);
          expect(etaSeconds === null || (etaSeconds >= 0 && Number.isFinite(etaSeconds))).toBe(true);
        }
      }),
    );
  });
});
