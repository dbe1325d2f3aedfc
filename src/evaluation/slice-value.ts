import { FieldMissingError } from "./errors.ts";
import { type EvaluationRow, fieldOf } from "./evaluation-rows.ts";

/** What manifests write where they do not know. */
const saysNothing = /^(|n\/?a|none|null|unknown|not (stated|known)|\?+)$/i;
const ageField = /^(age|patient_?age|age_?(years|at_?\w+)?)$/i;
const sexField = /^(sex|gender|patient_?sex)$/i;
const bandYears = 20;

/**
 * The slice that a row is in: its value of the field, upper and lower case alike. Ages fall in bands of 20 years ("20-39"), also as DICOM
 * writes them ("054Y", "008M"); "M" and "F" of a field of sexes are male and female, so that two sources may be joined. Null where the
 * field says nothing.
 */
export function sliceOf(row: Pick<EvaluationRow, "fields">, field: string): string | null {
  const value = fieldOf(row, field)?.toLowerCase() ?? "";
  if (saysNothing.test(value)) return null;
  if (ageField.test(field)) return ageBand(value);
  if (sexField.test(field)) return { m: "male", f: "female" }[value] ?? value;
  return value;
}

/** @throws {FieldMissingError} where no row says anything in a field that is to be sliced by */
export function checkSlices(rows: readonly Pick<EvaluationRow, "fields">[], field: string | undefined): void {
  if (field !== undefined && rows.every((row) => sliceOf(row, field) === null)) throw new FieldMissingError("--slice");
}

const unitsInYears: Readonly<Record<string, number>> = { y: 1, m: 1 / 12, w: 7 / 365.25, d: 1 / 365.25 };

function ageBand(value: string): string | null {
  const [, number, unit = "y"] = /^(\d{1,3}(?:\.\d+)?)\s*([ymwd])?$/.exec(value) ?? [];
  if (number === undefined) return null;
  const from = Math.floor((Number(number) * unitsInYears[unit]) / bandYears) * bandYears;
  return `${from}-${from + bandYears - 1}`;
}
