import { createRequire } from "node:module";

/**
 * LanceDB, loaded when a library is first opened (about 0.3 s). Its thread pool reads LANCE_CPU_THREADS when it is loaded; on
 * two cores and fewer its default deadlocks the building of an index (lancedb#3568).
 */
export async function loadLanceDb(): Promise<typeof import("@lancedb/lancedb")> {
  process.env.LANCE_CPU_THREADS ??= "4";
  process.env.LANCEDB_LOG ??= "error"; // its warnings are not for our users
  return import("@lancedb/lancedb");
}

/** The copy of Apache Arrow that LanceDB itself loads: tables of the ES module's copy are not its tables. */
export function loadArrow(): typeof import("apache-arrow") {
  return createRequire(import.meta.url)("apache-arrow");
}
