/** The page's whole style: one column, both schemes, paper. Nothing is loaded. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfc; --pane: #f4f5f4; --line: #d6dad9; --ink: #171c1e; --grey: #566063; --accent: #0b6068;
  --warning: #8a4300; --warning-soft: #f8ead9;
  --c0: #0b6068; --c1: #b3401b; --c2: #5b4bb5; --c3: #7a6200; --c4: #a02c6f; --c5: #2f6f2f; --c6: #1f5fae; --c7: #6b5a4a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #17191b; --pane: #1f2325; --line: #363d41; --ink: #e5e9ea; --grey: #a0a9ad; --accent: #7fc9cf;
    --warning: #eeb06a; --warning-soft: #352616;
    --c0: #7fc9cf; --c1: #f0946f; --c2: #b3a8f2; --c3: #d9c25c; --c4: #ea8fc0; --c5: #8fce8f; --c6: #8cb8f0; --c7: #c9b7a4;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { margin: 0 0 .25rem; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2.25rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: 1.1rem; }
h3 { margin: 1.25rem 0 .4rem; font-size: .95rem; }
p { margin: .4rem 0; max-width: 46rem; overflow-wrap: anywhere; }
.lead, .note, figcaption, .axis, dt { color: var(--grey); }
.note { font-size: .87rem; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0; }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
ul.warnings { margin: 1rem 0; padding: .7rem 1rem .7rem 2rem; background: var(--warning-soft); color: var(--warning); border-radius: 4px; }
ul.warnings li { overflow-wrap: anywhere; }
.figures { display: grid; grid-template-columns: 15rem 3.6rem 8.4rem minmax(8rem, 1fr); gap: .2rem .9rem; align-items: center; }
.figures > .row { display: contents; }
.figures .value { text-align: right; font-variant-numeric: tabular-nums; font-weight: 600; }
.figures .interval { color: var(--grey); font-variant-numeric: tabular-nums; white-space: nowrap; }
.figures .name { overflow-wrap: anywhere; }
.figures .name small { color: var(--grey); }
.figures svg { display: block; width: 100%; height: 14px; }
.figures .scale { display: flex; justify-content: space-between; color: var(--grey); font-size: .75rem; }
.bar-line { stroke: var(--line); stroke-width: 1; }
.bar-interval { stroke: var(--accent); stroke-width: 3; stroke-linecap: round; }
.bar-value { fill: var(--accent); }
.bar-mark { stroke: var(--grey); stroke-width: 1; stroke-dasharray: 2 2; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .6rem; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; }
thead th { color: var(--grey); font-weight: 500; }
td.number, th.number { text-align: right; }
table.confusion td { min-width: 2.6rem; text-align: right; border: 1px solid var(--line); }
table.confusion tbody th { min-width: 7rem; max-width: 16rem; overflow-wrap: break-word; }
thead th { white-space: nowrap; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 1.5rem; }
figure { margin: 0; break-inside: avoid; }
figure.plot svg { display: block; width: 100%; max-width: 26rem; height: auto; }
figcaption { margin-top: .35rem; font-size: .87rem; }
.plot text { fill: var(--grey); font-size: 11px; font-family: inherit; }
.frame { fill: none; stroke: var(--line); }
.grid { stroke: var(--line); stroke-width: .5; }
.diagonal { stroke: var(--grey); stroke-dasharray: 3 4; }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
.count { fill: var(--line); }
.s0 { stroke: var(--c0); } .s1 { stroke: var(--c1); } .s2 { stroke: var(--c2); } .s3 { stroke: var(--c3); }
.s4 { stroke: var(--c4); } .s5 { stroke: var(--c5); } .s6 { stroke: var(--c6); } .s7 { stroke: var(--c7); }
.f0 { fill: var(--c0); }
ul.legend { margin: .4rem 0 0; padding: 0; list-style: none; font-size: .87rem; }
ul.legend li { display: flex; gap: .5rem; align-items: baseline; overflow-wrap: anywhere; }
ul.legend svg { flex: none; width: 1.6rem; height: .7rem; }
.note + .pictures { margin-top: .9rem; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: 1rem; }
.pictures img { display: block; width: 100%; height: 8.5rem; object-fit: contain; background: #000; border-radius: 3px; }
.pictures figcaption { color: var(--ink); overflow-wrap: anywhere; line-height: 1.35; }
.pictures small { color: var(--grey); }
footer { margin-top: 2.5rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--grey); font-size: .87rem; }
@media (max-width: 40rem) {
  main { padding: 1.25rem 1rem 2rem; }
  dl.facts { grid-template-columns: minmax(5rem, 8rem) 1fr; }
  th, td { padding: .25rem .35rem; }
  .figures { grid-template-columns: 1fr max-content max-content; }
  .figures .bar { grid-column: 1 / -1; margin-bottom: .35rem; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --pane: #f4f5f4; --line: #bbb; --ink: #000; --grey: #444; --accent: #0b6068; --warning: #8a4300; --warning-soft: #fff; --c0: #0b6068; --c1: #b3401b; --c2: #5b4bb5; --c3: #7a6200; --c4: #a02c6f; --c5: #2f6f2f; --c6: #1f5fae; --c7: #6b5a4a; }
  body { font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  ul.warnings { border: 1px solid var(--warning); }
  .figures, table, .pictures figure { break-inside: avoid; }
  .scroll { overflow: visible; }
}
`;
