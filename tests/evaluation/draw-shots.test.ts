import fc from "fast-check";
import { expect, test } from "vitest";
import { drawShots } from "../../src/evaluation/draw-shots.ts";

const rowsOf = fc
  .array(fc.record({ label: fc.nat(2), case: fc.option(fc.nat(8).map(String)) }), { maxLength: 40 })
  .map((rows) => rows.map((row, i) => ({ ...row, source: `data/${i}.png` })));
type Row = { readonly label: number; readonly case: string | null; readonly source: string };
const labelOf = ({ label }: Row) => label;

test("so many of each class are drawn, or all; the same by the same seed, whatever the order of the rows", () => {
  fc.assert(
    fc.property(rowsOf, fc.integer({ min: 1, max: 10 }), fc.nat(50), (rows, shots, seed) => {
      const drawn = drawShots(rows, labelOf, { shots, seed });
      for (const label of [0, 1, 2]) {
        const offered = rows.filter((row) => row.label === label).length;
        expect(drawn.filter((row) => row.label === label)).toHaveLength(Math.min(shots, offered));
      }
      const turned = drawShots([...rows].reverse(), labelOf, { shots, seed });
      expect([...turned].reverse()).toEqual(drawn);
    }),
  );
});

test("a case gives a second row only where every case has given one", () => {
  fc.assert(
    fc.property(rowsOf, fc.integer({ min: 1, max: 10 }), fc.nat(50), (rows, shots, seed) => {
      const drawn = drawShots(rows, labelOf, { shots, seed });
      for (const label of [0, 1, 2]) {
        const casesOf = (list: readonly Row[]) =>
          list.filter((row) => row.label === label).map((row) => row.case ?? row.source);
        const [offered, taken] = [new Set(casesOf(rows)), casesOf(drawn)];
        const repeated = new Set(taken).size < taken.length;
        if (repeated) expect(new Set(taken)).toEqual(offered);
      }
    }),
  );
});

test("another seed draws others", () => {
  const rows = Array.from({ length: 50 }, (_, i) => ({ label: 0, case: `${i}`, source: `${i}` }));
  const draw = (seed: number) => drawShots(rows, labelOf, { shots: 5, seed });
  expect(draw(1)).not.toEqual(draw(2));
});
