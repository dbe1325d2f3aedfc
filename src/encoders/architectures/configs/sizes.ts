import { z } from "zod";

export const size = z.int().positive();

/** Pixels of a side, or of both where they are the same. */
export const squarePx = z.union([
  size,
  z
    .tuple([size, size])
    .refine(([height, width]) => height === width, "a square")
    .transform(([side]) => side),
]);

/** A part of a configuration that may be left out, or be null: its defaults then. */
export function section<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => value ?? {}, schema);
}
