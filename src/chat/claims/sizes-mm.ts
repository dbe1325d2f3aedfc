/** A size as reports write it: "12 mm", "3.5cm", "3 x 4.2 x 5 cm", "5-mm", "9.5 cm AP x 8 cm". */
const size =
  /(?<![\p{L}\d.,])(\d+(?:\.\d+)?)((?:\s*[x×]\s*\d+(?:\.\d+)?)*)\s*-?\s*(mm|cm|millimeters?|centimeters?)(?![\p{L}\d²³])/giu;

export interface StatedSize {
  readonly from: number;
  readonly to: number;
  /** As it is written. */
  readonly unit: "mm" | "cm";
  /** Every extent of it, in mm. */
  readonly extentsMm: readonly number[];
}

/** The sizes of a text in their order. */
export function sizesIn(text: string): readonly StatedSize[] {
  return [...text.matchAll(size)].map(({ index, 0: all, 1: first, 2: more, 3: unit }) => {
    const written = unit.toLowerCase().startsWith("c") ? "cm" : "mm";
    const factor = written === "cm" ? 10 : 1;
    const extents = [first, ...(more.match(/\d+(?:\.\d+)?/g) ?? [])].map((each) => Number(each) * factor);
    return { from: index, to: index + all.length, unit: written, extentsMm: extents.filter((each) => each > 0) };
  });
}
