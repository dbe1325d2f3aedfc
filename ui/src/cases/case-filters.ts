/** What the user narrows a search by. */
export interface CaseFilters {
  readonly text: string;
  readonly modality: string;
  readonly source: string;
  readonly label: string;
  readonly withoutOwnCase: boolean;
  readonly k: number;
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
