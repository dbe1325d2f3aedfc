import { join } from "node:path";
import { expect, test } from "vitest";
import { createPublishedCards } from "../../../src/encoders/published/card.ts";
import { root } from "../../support/mini.ts";

const cards = await createPublishedCards(join(root, "models", "cards")).list();

test.each(cards.map(({ id, licence }) => ({ id, licence })))(
  "$id's note does not say its licence again",
  ({ licence }) => {
    expect(licence.note?.startsWith(licence.name) ?? false).toBe(false);
  },
);
