import type { Suggestion } from "../../../src/chat/contract.ts";
import { noFilters } from "../cases/case-filters.ts";
import { namesOf } from "../classes/classifications.ts";
import { openEvidence } from "../evidence/open-evidence.ts";
import { go } from "../shell/place.ts";
import { askWithConsent } from "./consent.ts";

interface SuggestionsProps {
  readonly suggestions: readonly Suggestion[];
  readonly scan: string;
  readonly library: string;
}

/** Where what was asked for is done, one press each. */
export function Suggestions({ suggestions, scan, library }: SuggestionsProps) {
  return (
    <ul class="suggestions">
      {suggestions.map((each) => (
        <li key={each.label}>
          <button type="button" class="suggestion" onClick={() => follow(each, scan, library)}>
            {each.label}
          </button>
        </li>
      ))}
    </ul>
  );
}

function follow(suggestion: Suggestion, scan: string, library: string): void {
  switch (suggestion.kind) {
    case "ask":
      askWithConsent(scan, suggestion.question);
      break;
    case "cases":
      go({ tab: "cases", filters: { ...noFilters, text: suggestion.text ?? "" } });
      break;
    case "classify":
      if (suggestion.names.length > 0) namesOf(scan).set({ kind: "names", names: suggestion.names, multi: false });
      go({ tab: "classes" });
      break;
    case "draft":
      go({ tab: "draft" });
      break;
    case "case":
      openEvidence(suggestion, library);
      break;
    default:
      suggestion satisfies never;
  }
}
