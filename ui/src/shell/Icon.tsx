/** Line drawings on a 16 px grid. */
const paths = {
  hand: "M5.5 8V3.8a1.2 1.2 0 0 1 2.4 0V7m0-.2V2.9a1.2 1.2 0 0 1 2.4 0V7m0-2.6a1.2 1.2 0 0 1 2.4 0v5.4c0 2.4-1.8 4.2-4.2 4.2-2 0-3.2-.8-4.2-2.6L2.6 8.6c-.5-.9.7-1.9 1.5-1.1L5.5 9",
  contrast: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 0v12M8 5h4.8M8 8h6M8 11h4.8",
  region: "M2.5 5V2.5H5M11 2.5h2.5V5M13.5 11v2.5H11M5 13.5H2.5V11M7 2.5h2M7 13.5h2M2.5 7v2M13.5 7v2",
  heat: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM8 7.9v.2",
  minus: "M3 8h10",
  plus: "M3 8h10M8 3v10",
  close: "m4 4 8 8M12 4l-8 8",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1",
  moon: "M13 9.8A5.6 5.6 0 0 1 6.2 3 5.6 5.6 0 1 0 13 9.8Z",
  half: "M8 2.5a5.5 5.5 0 1 0 0 11v-11Zm0 0a5.5 5.5 0 0 1 0 11",
  upload: "M8 10.5v-8M4.8 5.4 8 2.3l3.2 3.1M2.5 10v3.5h11V10",
  bin: "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M6.7 7v4M9.3 7v4",
  send: "M8 13V3.5M4 7.3 8 3.2l4 4.1",
  stop: "M4.5 4.5h7v7h-7Z",
  pin: "M5.5 2.5h5M6.2 2.5v4L4 9h8L9.8 6.5v-4M8 9v4.5",
  ban: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM4.1 4.1l7.8 7.8",
  undo: "M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M5.8 3.5 2.8 6.5l3 3",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
