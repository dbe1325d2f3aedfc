import { defineConfig } from "vite";

/** Builds the page into dist/ui; the server serves it from there. */
export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  build: {
    outDir: "../dist/ui",
    emptyOutDir: true,
    target: "es2022",
    // The server's content security policy allows no inline code: small assets stay files, and no preload script is needed.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/v1": "http://127.0.0.1:8787" } },
});
