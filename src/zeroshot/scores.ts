import { argmax, dot, softmax } from "../core/vector.ts";
import type { Prototypes } from "./prototypes.ts";

/** A class's likeness to the image and its share among the classes asked for. */
export interface ClassScore {
  readonly name: string;
  readonly cosine: number;
  /** softmax(logitScale × cosine) over the classes, or, in a multi-label question, over the name and its absence. */
  readonly share: number;
}

/** How far shares move when the wording of the prompts does. */
export interface PromptSpread {
  /** Ways to word the set that were tried, at most 50: of each class one name, and some of the templates. */
  readonly wordings: number;
  /** Fraction of the wordings whose greatest share goes to the same class as all together. */
  readonly topAgreement: number;
  readonly classes: readonly {
    readonly name: string;
    readonly min: number;
    readonly median: number;
    readonly max: number;
  }[];
}

/** @param image unit vector @param prototypes one unit vector per class */
export function shares(image: Float32Array, prototypes: readonly Float32Array[], logitScale: number): number[] {
  return softmax(prototypes.map((prototype) => logitScale * dot(image, prototype)));
}

/** Shares of each name against its absence: softmax over the two. */
export function pairShares(
  image: Float32Array,
  present: readonly Float32Array[],
  absent: readonly Float32Array[],
  logitScale: number,
): number[] {
  return present.map((prototype, i) => shares(image, [prototype, absent[i]], logitScale)[0]);
}

/** Shares under each wording alone, as least, middle and greatest. */
export function promptSpread(
  names: readonly string[],
  overall: readonly number[],
  byWording: readonly (readonly number[])[],
): PromptSpread {
  const top = argmax(overall);
  return {
    wordings: byWording.length,
    topAgreement: byWording.filter((each) => argmax(each) === top).length / byWording.length,
    classes: names.map((name, i) => {
      const sorted = byWording.map((each) => each[i]).sort((a, b) => a - b);
      return { name, min: sorted[0], median: medianOf(sorted), max: sorted[sorted.length - 1] };
    }),
  };
}

/** @param sorted rising, not empty */
export function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Shares of classes from prototypes, with those under each wording. */
export function scoreClasses(
  image: Float32Array,
  names: readonly string[],
  prototypes: Prototypes,
  logitScale: number,
  absent?: Prototypes,
): { readonly classes: readonly ClassScore[]; readonly spread: PromptSpread } {
  const score = (present: readonly Float32Array[], missing: readonly Float32Array[] | undefined) =>
    missing ? pairShares(image, present, missing, logitScale) : shares(image, present, logitScale);
  const overall = score(prototypes.classes, absent?.classes);
  const byWording = prototypes.byWording.map((present, i) => score(present, absent?.byWording[i]));
  return {
    classes: names.map((name, i) => ({ name, cosine: dot(image, prototypes.classes[i]), share: overall[i] })),
    spread: promptSpread(names, overall, byWording),
  };
}

/** The class nearest to an image under each wording. @param image unit vector @returns [wording] class index */
export function calledByWording(image: Float32Array, { byWording }: Prototypes): number[] {
  return byWording.map((classes) => argmax(classes.map((prototype) => dot(image, prototype))));
}
