/** What the user narrows a search by. */
export interface CaseFilters {
  readonly text: string;
  readonly modality: string;
  readonly source: string;
  readonly label: string;
  readonly withoutOwnCase: boolean;
  readonly k: number;
}

export const noFilters: CaseFilters = { text: "", modality: "", source: "", label: "", withoutOwnCase: false, k: 24 };

/** As many as one search gives. */
export const mostCases = 50;

/** The filters that an address names. */
export function readFilters(params: URLSearchParams): CaseFilters {
  return {
    text: params.get("about") ?? "",
    modality: params.get("modality") ?? "",
    source: params.get("source") ?? "",
    label: params.get("label") ?? "",
    withoutOwnCase: params.has("others"),
    k: params.has("more") ? mostCases : noFilters.k,
  };
}

/** Adds them to an address; what narrows nothing is left out. */
export function writeFilters(params: URLSearchParams, filters: CaseFilters): void {
  const { text, modality, source, label, withoutOwnCase, k } = filters;
  for (const [name, value] of Object.entries({ about: text, modality, source, label }))
    if (value) params.set(name, value);
  if (withoutOwnCase) params.set("others", "1");
  if (k > noFilters.k) params.set("more", "1");
}

/** The filters as the SQL condition that the library reads; absent where nothing is narrowed. */
export function whereOf({ modality, source, label }: CaseFilters): string | undefined {
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const parts = [
    ...(modality ? [`modality = ${quoted(modality)}`] : []),
    ...(source ? [`source = ${quoted(source)}`] : []),
    ...(label ? [`contains(lower(label), ${quoted(label.toLowerCase())})`] : []),
  ];
  return parts.length > 0 ? parts.join(" AND ") : undefined;
}
