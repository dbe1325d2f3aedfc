import type { TextEncoder } from "../encoders/contract.ts";
import type { DecisionRules } from "../encoders/decision-rules.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { aKindInWords } from "../encoders/kind-in-words.ts";
import type { PromptSet } from "./contract.ts";
import { type KindsOfNames, kindsOfNames } from "./name-kinds.ts";

/** Whether class names can be told apart on a scan at all. */
export type NameFit =
  | { readonly fits: true }
  | {
      readonly fits: false;
      readonly code: "UNFAMILIAR_IMAGE" | "NAMES_OF_ANOTHER_KIND" | "KIND_UNKNOWN";
      readonly reason: string;
    };

/** Reads a set's names once; what it returns judges any number of scans. */
export type NameFitJudge = (set: PromptSet) => Promise<(scan: Pick<EncodedScan, "kind" | "familiarity">) => NameFit>;

/** Judges by the embedded encoder's gate and rules; names that a prompt set declares kinds for are taken at its word. */
export function createNameFitJudge(rules: DecisionRules, encoder: TextEncoder): NameFitJudge {
  return async (set) => {
    const kinds = set.kinds
      ? new Set(set.kinds)
      : await kindsOfNames(
          set.classes.flatMap(({ synonyms }) => synonyms),
          rules,
          encoder,
        );
    return (scan) => judge(scan, kinds, { rules, declared: set.kinds !== undefined });
  };
}

function judge(
  { kind, familiarity }: Pick<EncodedScan, "kind" | "familiarity">,
  kinds: KindsOfNames,
  { rules, declared }: { readonly rules: DecisionRules; readonly declared: boolean },
): NameFit {
  if (!kind || !familiarity) {
    return {
      fits: false,
      code: "KIND_UNKNOWN",
      reason: "This encoder cannot tell what kind of image this is, so nothing says that the names fit it.",
    };
  }
  if (!familiarity.familiar) {
    return {
      fits: false,
      code: "UNFAMILIAR_IMAGE",
      reason:
        "The image is unlike every kind of image that the encoder was trained on, so its shares say nothing. An encoder for this kind of image would help.",
    };
  }
  if (kinds === null) return { fits: true };
  const share = Math.max(0, ...[...kinds].map((each) => kind.shares[each] ?? 0));
  if (share >= rules.nameKinds.imageKindAtLeast) return { fits: true };
  const known = Object.keys(kind.shares);
  if (declared && ![...kinds].some((each) => known.includes(each)))
    return {
      fits: false,
      code: "NAMES_OF_ANOTHER_KIND",
      reason: `The set of names is for ${list([...kinds].map(aKindInWords))}, which is no kind of image that the embedded model knows. In its words they are: ${known.join(", ")}.`,
    };
  return {
    fits: false,
    code: "NAMES_OF_ANOTHER_KIND",
    reason: `The names speak of ${list([...kinds].map(aKindInWords))}, but the image looks like ${aKindInWords(kind.kind)} (${Math.round(100 * kind.shares[kind.kind])} % of the kinds known). Give names that fit this kind of image.`,
  };
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words[words.length - 1]}`;
}
