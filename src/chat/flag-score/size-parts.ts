import { expectedSize } from "./library-habits.ts";
import { isSameThing, nameOf, type Reading, type ReadPart } from "./reading.ts";

/** Whether a stated size is of another order than such things have in the library, or than the same text states elsewhere. */
export const sizeParts: ReadPart = (claim, { habits, rest }) => {
  if (claim.sizesMm.length === 0) return [];
  const expected = expectedSize(claim, habits);
  const readings: Reading[] = [];
  if (expected) {
    const far = claim.sizesMm.map((size) => (Math.log(size) - expected.mean) / Math.sqrt(expected.variance + 0.25));
    const furthest = far.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
    const say = () =>
      `${inMm(claim.sizesMm)} is ${Math.abs(furthest) > 1.5 ? "unlike" : "like"} the sizes of ${nameOf(claim)} in the library, about ${inMm([Math.exp(expected.mean)])}`;
    readings.push({ name: "sizeOfTerm", value: Math.min(9, furthest ** 2) - 1, say });
    readings.push({ name: "sizeLarge", value: Math.max(-3, Math.min(3, furthest)), say });
  }
  const own = rest.filter((each) => isSameThing(each, claim)).flatMap(({ sizesMm }) => sizesMm);
  if (own.length > 0) {
    const off = claim.sizesMm.map((size) => Math.min(...own.map((each) => Math.abs(Math.log(size / each)))));
    const least = Math.min(...off);
    const say = () => `the same text states ${inMm(own)} elsewhere`;
    readings.push({ name: "sizeOwn", value: least < 0.05 ? -1 : Math.min(2, least), say });
  }
  return readings;
};

function inMm(sizes: readonly number[]): string {
  return sizes.map((size) => `${size >= 10 ? Math.round(size) : Number(size.toFixed(1))} mm`).join(", ");
}
