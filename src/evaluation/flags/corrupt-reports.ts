import type { ClaimRules } from "../../chat/claims/claim-rules.ts";
import { seededDraws, shuffled } from "../../core/seeded-draws.ts";
import type { Corruption, CorruptionKind, FlagReport } from "./contract.ts";
import { corruptionKinds } from "./contract.ts";
import { type CorruptionParts, corrupt } from "./corrupt.ts";

/** A report of which one sentence was made wrong. */
export interface CorruptedReport extends Corruption {
  readonly report: FlagReport;
  /** The report without that sentence. */
  readonly rest: readonly string[];
}

export interface CorruptReportsOptions extends Omit<CorruptionParts, "draw" | "frequency"> {
  readonly seed: number;
  readonly frequency: (report: FlagReport) => CorruptionParts["frequency"];
  /** @default every kind */
  readonly kinds?: readonly CorruptionKind[];
}

/** Every report once for each kind of corruption that one of its sentences admits; the sentence is drawn. */
export function corruptReports(
  reports: readonly FlagReport[],
  options: CorruptReportsOptions,
): readonly CorruptedReport[] {
  const draw = seededDraws(options.seed);
  return reports.flatMap((report) =>
    (options.kinds ?? corruptionKinds).flatMap((kind) => {
      const parts = { ...options, draw, frequency: options.frequency(report) };
      const order = shuffled(
        [...report.sentences.keys()].filter((i) => isReadable(report.sentences[i])),
        draw,
      );
      // Devices are rare: of the reports that name one, half have it swapped, half have one put in.
      const first =
        kind === "device" && draw(2) === 0 ? order.filter((i) => namesDevice(report.sentences[i], options.rules)) : [];
      for (const i of [...first, ...order]) {
        const made = corrupt(kind, report.sentences[i], parts);
        if (made) return [{ ...made, report, rest: report.sentences.filter((_, at) => at !== i) }];
      }
      return [];
    }),
  );
}

/** Short enough to be one sentence, long enough to say something, and with nothing blacked out. */
function isReadable(sentence: string): boolean {
  return sentence.length <= 400 && (sentence.match(/\p{L}{2,}/gu) ?? []).length >= 2 && !/x{3,}/i.test(sentence);
}

function namesDevice(sentence: string, { devices }: ClaimRules): boolean {
  return devices.some(({ pattern }) => sentence.search(pattern) >= 0);
}
