import { createStore } from "./store.ts";

/** Whether the scans are pulled out, on a screen too narrow to show them always. */
export const drawer = createStore(false);
