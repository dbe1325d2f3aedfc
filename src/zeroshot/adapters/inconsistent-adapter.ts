import { decodeVectors, type VectorBlock } from "./vector-block.ts";

interface Examples {
  readonly vectors: VectorBlock;
  readonly labels: readonly number[];
}

/** What of an adapter file has to agree with itself. */
interface Claims {
  readonly classes: readonly { readonly name: string; readonly n: number; readonly cases: number }[];
  readonly head:
    | { readonly method: "logistic"; readonly weights: VectorBlock; readonly intercepts: VectorBlock }
    | ({ readonly method: "knn" } & Examples)
    | ({ readonly method: "tip"; readonly prototypes: VectorBlock } & Examples);
  readonly kinds: { readonly images: Readonly<Record<string, number>> };
  readonly likeness: { readonly means: VectorBlock } | null;
  readonly images: readonly string[];
  readonly fittedOn: { readonly cases: number; readonly promptsSha256: string | null };
}

/** What a file of the right shape says that cannot be, as the end of a sentence; null for one that agrees with itself. */
export function whyInconsistent({ classes, head, kinds, likeness, images, fittedOn }: Claims): string | null {
  const total = classes.reduce((sum, { n }) => sum + n, 0);
  if (new Set(classes.map(({ name }) => name.toLowerCase())).size < classes.length) return "names a class twice";
  if (classes.some(({ n, cases }) => cases > n) || fittedOn.cases > total) return "counts more cases than images";
  if (new Set(images).size < images.length) return "names an image twice";
  if (images.length > total) return "names more images than its classes have";
  if (Object.values(kinds.images).reduce((sum, n) => sum + n, 0) !== total)
    return "has another number of images by kind than by class";
  if ((head.method === "tip") !== (fittedOn.promptsSha256 !== null)) return "has prompts that are not its method's";
  if (likeness && (likeness.means.rows !== classes.length || likeness.means.columns !== widthOf(head)))
    return "has means that do not fit its classes";
  if (likeness && !areUnit(likeness.means)) return "holds vectors that are no directions";
  switch (head.method) {
    case "logistic":
      return ofLogistic(head, classes.length);
    case "knn":
      return ofExamples(head, classes);
    case "tip":
      if (head.prototypes.rows !== classes.length || head.prototypes.columns !== head.vectors.columns)
        return "has prompts that do not fit its classes";
      return areUnit(head.prototypes) ? ofExamples(head, classes) : "holds vectors that are no directions";
    default:
      return head satisfies never;
  }
}

/** Dimensions of the vectors that a head reads. */
function widthOf(head: Claims["head"]): number {
  return head.method === "logistic" ? head.weights.columns : head.vectors.columns;
}

function ofLogistic(
  { weights, intercepts }: { readonly weights: VectorBlock; readonly intercepts: VectorBlock },
  classes: number,
): string | null {
  if (weights.rows !== classes || intercepts.rows !== 1 || intercepts.columns !== classes)
    return "has weights that do not fit its classes";
  const values = [...decodeVectors(weights), ...decodeVectors(intercepts)];
  return values.every((row) => row.every(Number.isFinite)) ? null : "holds weights that are no numbers";
}

function ofExamples({ vectors, labels }: Examples, classes: Claims["classes"]): string | null {
  if (labels.length !== vectors.rows) return "has another number of labels than of vectors";
  const counts = classes.map(() => 0);
  for (const label of labels) {
    if (label >= classes.length) return "labels an image with a class that it does not have";
    counts[label]++;
  }
  if (classes.some(({ n }, i) => n !== counts[i])) return "has other numbers of labels than its classes say";
  return areUnit(vectors) ? null : "holds vectors that are no directions";
}

/** True where every row has a length of 1, but for the rounding to 16 bits. */
function areUnit(block: VectorBlock): boolean {
  return decodeVectors(block).every((row) => Math.abs(Math.hypot(...row) - 1) < 0.01);
}
