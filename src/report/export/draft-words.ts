import type { Confirmation, Report } from "../contract.ts";
import { remainingInWords } from "../remaining-in-words.ts";

const notADevice = "research and education, not a medical device";

/** What stands on the face of every export of a draft. */
export const draftBanner = `UNVERIFIED DRAFT: ${notADevice}`;
/** What stands where a section holds no sentence. */
export const emptySection = "Nothing was drafted for this section.";
/** What a reader must do with a draft. */
export const draftAdvice =
  "Written by a program from this scan's scores and from sentences of other cases. Nobody has verified it. A qualified person must read the image and check every sentence before any use.";

/** A name that is longer than this is cut in a banner, which has one line. */
const bannerName = 48;

/** What a report is, as exports say it on their face. */
export interface StatusWords {
  /** One line. */
  readonly banner: string;
  readonly advice: string;
  /** "unverified draft" */
  readonly short: string;
}

/** What stands on the face of an export: a draft, or who confirmed it, when, and in which version. */
export function statusWords({
  confirmation,
  earlierConfirmations,
  version,
}: Pick<Report, "confirmation" | "earlierConfirmations" | "version">): StatusWords {
  if (confirmation === null) {
    const last = earlierConfirmations[earlierConfirmations.length - 1];
    const before = last ? ` ${confirmedBefore(last, version)}` : "";
    return { banner: draftBanner, advice: `${draftAdvice}${before}`, short: "unverified draft" };
  }
  const { by, at, accepted } = confirmation;
  const left = accepted.flagged + accepted.otherPatients > 0;
  const name = by.length > bannerName ? `${by.slice(0, bannerName - 1)}…` : by;
  return {
    banner: `Confirmed by ${name} on ${dayOf(at)}, version ${version}: ${notADevice}`,
    advice: `Drafted by a program from this scan's scores and from sentences of other cases; read and confirmed as version ${version} by ${by}, ${minuteOf(at)}.${left ? ` Known and accepted: ${remainingInWords(accepted)}.` : ""} The name is what was typed; the program does not check whose it is.`,
    short: "confirmed",
  };
}

/** What is to be said of a draft whose earlier version somebody confirmed. */
export function confirmedBefore({ by, at, version }: Confirmation, present: number): string {
  return `Version ${version} was confirmed by ${by} on ${dayOf(at)}; this is version ${present}, which nobody has confirmed.`;
}

/** "2026-01-02" */
function dayOf(iso: string): string {
  return iso.slice(0, 10);
}

/** "2026-01-02 03:04 UTC" */
function minuteOf(iso: string): string {
  return `${dayOf(iso)} ${iso.slice(11, 16)} UTC`;
}

/** "Unverified draft" */
export function capital(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
