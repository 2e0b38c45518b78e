/** Drawn here: the page asks nobody for pictures. */
const PATHS = {
  servers: "M5 4h14v6H5zM5 14h14v6H5zM8 7h.01M8 17h.01",
  restart: "M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M3.5 15h16",
  send: "M4 12 20 4l-5 16-3.5-6.5z",
  close: "M6 6l12 12M18 6 6 18",
  reply: "M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5",
  warning: "M12 4 2.5 20h19zM12 10v4.5M12 17.2h.01",
  down: "M6 9l6 6 6-6",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  chat: "M4 5h16v11H9l-5 4z",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  cloud: "M7 18a4 4 0 0 1 0-8 5.5 5.5 0 0 1 10.6 1.4A3.4 3.4 0 0 1 17 18z",
  traffic: "M7 4v16M7 4 4 7M7 4l3 3M17 20V4M17 20l-3-3M17 20l3-3",
  theme: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01",
  power: "M12 4v8M7 7.5a7 7 0 1 0 10 0",
} as const;

export type IconName = keyof typeof PATHS;

export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);
