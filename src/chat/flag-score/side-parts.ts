import type { SentenceClaim } from "../claims/contract.ts";
import { tokensOf } from "./library-habits.ts";
import { clip, isSameThing, logRatio, nameOf, oneSide, opposite, type Reading, type ReadPart } from "./reading.ts";

/** Whether a claim's side is another than the rest of the text, what was given, or the library has it on. */
export const sideParts: ReadPart = (claim, { habits, neighbours, rest, given }) => {
  const side = oneSide(claim);
  if (side === null) return [];
  const other = opposite(side);
  const named = (of: SentenceClaim, which: string) => oneSide(of) === which;

  const tokens = tokensOf(claim).filter((token) => !token.startsWith("+"));
  const each = tokens.map((token) => ({
    token,
    against: clip(habits.side.against(token, side === "left" ? 0 : 1), 1.5),
  }));
  const words = each.reduce((sum, { against }) => sum + against, 0);
  const sayWords = () => {
    const top = [...each].sort((a, b) => Math.abs(b.against) - Math.abs(a.against)).slice(0, 2);
    const counts = top.map(({ token }) => {
      const [left, right] = habits.side.of(token);
      return `“${token.replace(/^=/, "")}” ${left} times left, ${right} right`;
    });
    return counts.length > 0 ? `the library has ${counts.join("; ")}` : "the library says nothing of the side";
  };

  const alike = neighbours.map(({ claims, weight }) => ({
    weight,
    claims: claims.filter((it) => isSameThing(it, claim)),
  }));
  const weightOn = (which: string) =>
    alike.reduce((sum, { weight, claims }) => sum + (claims.some((it) => named(it, which)) ? weight : 0), 0);

  const readings: Reading[] = [
    { name: "sideOfWords", value: clip(words, 3), say: sayWords },
    {
      name: "sideNear",
      value: logRatio(weightOn(other), weightOn(side)),
      say: () =>
        `of the similar cases that say where, ${weightOn(other) > weightOn(side) ? "more" : "fewer"} say ${other}`,
    },
  ];
  const overlap = (which: string, among: readonly SentenceClaim[]) =>
    among.filter((it) => named(it, which) && isSameThing(it, claim)).length;
  const any = (which: string, among: readonly SentenceClaim[]) => among.filter((it) => named(it, which)).length;
  if (overlap(other, rest) + overlap(side, rest) > 0)
    readings.push({
      name: "sideOwn",
      value: logRatio(overlap(other, rest), overlap(side, rest)),
      say: () =>
        overlap(other, rest) > overlap(side, rest)
          ? `the same text says ${other} of ${nameOf(claim)} elsewhere`
          : `the same text says ${side} elsewhere too`,
    });
  if (any(other, rest) + any(side, rest) > 0)
    readings.push({
      name: "sideOwnAny",
      value: clip(logRatio(any(other, rest), any(side, rest)), 2),
      say: () =>
        `elsewhere the same text names the ${other} side ${any(other, rest)} times, the ${side} ${any(side, rest)}`,
    });
  if (any(other, given) + any(side, given) > 0)
    readings.push({
      name: "sideGiven",
      value: logRatio(any(other, given), any(side, given)),
      say: () => `the indication names the ${any(other, given) > any(side, given) ? other : side} side`,
    });
  return readings;
};
