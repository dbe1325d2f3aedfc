import { cleanText } from "../core/clean-text.ts";

/**
 * A name as one line, in composed characters and without what hides in text: two names that look the same are the same, and none moves
 * the cursor of a terminal or turns a line around.
 */
export function nameLine(text: string): string {
  return cleanText(text.normalize("NFC")).text.replace(/\s+/g, " ").trim();
}
