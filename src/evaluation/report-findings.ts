import { figureOf, resample } from "./bootstrap.ts";
import type { Figure } from "./contract.ts";
import { microF1 } from "./report-rows.ts";

/** One finding over all rows, by rules. */
export interface FindingFigures {
  readonly name: string;
  /** Rows whose reference affirms it, whose draft does, and where both do. */
  readonly references: number;
  readonly drafts: number;
  readonly both: number;
  readonly f1: Figure;
}

/** The findings that any reference or draft affirms, the commonest in references first. */
export function findingFigures(
  names: readonly string[],
  rows: readonly { readonly wanted: ReadonlySet<string>; readonly affirmed: ReadonlySet<string> }[],
  cases: readonly number[],
  seed: number,
): readonly FindingFigures[] {
  const figures = names.flatMap((name): FindingFigures[] => {
    const counts = rows.map(({ wanted, affirmed }) => {
      const [reference, draft] = [wanted.has(name), affirmed.has(name)];
      const as = (value: boolean) => (value ? 1 : 0);
      return {
        both: as(reference && draft),
        draftOnly: as(draft && !reference),
        referenceOnly: as(reference && !draft),
      };
    });
    const [found] = resample([microF1(counts)], cases, { seed });
    const f1 = figureOf(found);
    const sum = (part: keyof (typeof counts)[number]) => counts.reduce((all, each) => all + each[part], 0);
    const both = sum("both");
    if (f1 === null) return []; // nobody affirms it
    return [{ name, references: both + sum("referenceOnly"), drafts: both + sum("draftOnly"), both, f1 }];
  });
  return figures.sort((a, b) => b.references - a.references || (a.name < b.name ? -1 : 1));
}
