import { termKey } from "./library-habits.ts";
import { clip, logRatio, nameOf, type Reading, type ReadPart } from "./reading.ts";

/** Whether a finding or a device goes with the words beside it, the rest of the text, and the similar cases. */
export const termParts: ReadPart = (claim, { habits, neighbours, commonKeys, rest, restKeys, given }) => {
  const { term } = claim;
  if (term === null) return [];
  const readings: Reading[] = [];
  if (claim.words.length > 0) {
    const fits = claim.words.map((word) => ({ word, fits: clip(habits.wordFits(term, word), 2) }));
    const sum = fits.reduce((total, each) => total + each.fits, 0) / Math.sqrt(fits.length);
    const say = () => {
      const [worst] = [...fits].sort((a, b) => a.fits - b.fits);
      return sum < 0
        ? `in the library “${worst.word}” is seldom said of ${nameOf(claim)}`
        : `the library says such words of ${nameOf(claim)}`;
    };
    readings.push({ name: "termOfWords", value: -sum, say });
  }
  const key = termKey(claim);
  const unlike = (keys: ReadonlySet<string>) => {
    let sum = 0;
    for (const each of keys) if (each !== key) sum += clip(habits.goesWith(key, each), 1.5);
    return -clip(sum / Math.sqrt(keys.size), 4);
  };
  const done = claim.polarity === "affirmed" ? "affirm" : "deny";
  if (restKeys.size > 0) {
    const value = unlike(restKeys);
    const say = () =>
      `the rest of this text is ${value > 0 ? "unlike" : "like"} texts of the library that ${done} ${nameOf(claim)}`;
    readings.push({ name: "termOfReport", value, say });
  }
  if (commonKeys.size > 0) {
    const value = unlike(commonKeys);
    const say = () =>
      `the similar cases are ${value > 0 ? "unlike" : "like"} texts of the library that ${done} ${nameOf(claim)}`;
    readings.push({ name: "termAmong", value, say });
  }
  const usual = (habits.textsWith(key) + 0.5) / (habits.texts + 1);
  if (neighbours.length > 0) {
    const saying = neighbours.filter(({ claims }) =>
      claims.some((each) => each.term === term && each.polarity === claim.polarity),
    );
    const [weight, all] = [saying, neighbours].map((texts) => texts.reduce((sum, each) => sum + each.weight, 0));
    const say = () =>
      `${saying.length} of ${neighbours.length} similar cases ${claim.polarity === "affirmed" ? "name" : "deny"} ${nameOf(claim)}; of the library ${(100 * usual).toFixed(0)} %`;
    readings.push({ name: "termNear", value: -Math.log((weight + usual) / (all + 1) / usual), say });
  }
  const named = [...rest, ...given].filter((each) => each.term === term).length;
  const sayNamed = () =>
    named > 0 ? `the text names ${nameOf(claim)} ${named} times more` : `nothing else at hand names ${nameOf(claim)}`;
  readings.push({ name: "termOwn", value: logRatio(1, named), say: sayNamed });
  if (claim.device && claim.polarity === "affirmed") {
    const say = () =>
      `a device is named that no evidence of this scan shows; ${(100 * usual).toFixed(1)} % of the library's texts name one`;
    readings.push({ name: "device", value: clip(-Math.log(usual), 7) / 7, say });
    readings.push({ name: "deviceAlone", value: named > 0 ? 0 : 1, say: sayNamed });
  }
  return readings;
};
