import { type Html, html } from '../cli/page/html';

/** Drawn in strokes on 16 × 16; none has a colour of its own. */
const SHAPES = {
  overview: html`<path d="M2 13.5h12M4 11V8m4 3V3m4 8V6"/>`,
  packets: html`<rect x="3" y="1.5" width="10" height="13" rx="1.5"/><path d="M3 5c3 2.2 7 2.2 10 0"/><circle cx="8" cy="8.2" r="1.4"/>`,
  accounts: html`<path d="M8 1.5 13 3.4v4.1c0 3.3-2.1 5.7-5 7-2.9-1.3-5-3.7-5-7V3.4z"/><path d="m5.8 7.8 1.6 1.6 2.9-3"/>`,
  campaigns: html`<path d="M2 6v4h2.5L11 13.5v-11L4.5 6zM13.5 6.5v3"/>`,
  sandbox: html`<path d="M6 1.5h4M6.5 1.5v4L2.8 12a1.6 1.6 0 0 0 1.4 2.5h7.6a1.6 1.6 0 0 0 1.4-2.5L9.5 5.5v-4M4.5 10h7"/>`,
  check: html`<circle cx="8" cy="8" r="6"/><path d="m5.3 8.2 1.9 1.9 3.6-3.9"/>`,
  received: html`<path d="m1.8 8.3 2.9 2.9 5-6M7.3 10.5l.9.7 5.6-6"/>`,
  returned: html`<path d="M6 3.5 2.5 7 6 10.5M2.8 7h6.7a3.5 3.5 0 0 1 0 7H7"/>`,
  refused: html`<rect x="2.5" y="2.5" width="11" height="11" rx="1"/><path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6"/>`,
  retry: html`<path d="M8 2 14.5 13.5h-13z"/><path d="M8 6.5v3.3M8 11.5v.2"/>`,
  open: html`<circle cx="8" cy="8" r="6" stroke-dasharray="2.6 2.1"/><path d="M8 5v3.3l2 1.4"/>`,
  person: html`<circle cx="8" cy="5" r="2.8"/><path d="M2.8 14c.5-3 2.5-4.5 5.2-4.5s4.7 1.5 5.2 4.5"/>`,
  search: html`<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>`,
  download: html`<path d="M8 2v8m-3.3-3L8 10.3 11.3 7M2.5 13.5h11"/>`,
  eye: html`<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="2"/>`,
  back: html`<path d="M9.5 3 4.5 8l5 5"/>`,
  next: html`<path d="m6.5 3 5 5-5 5"/>`,
  ask: html`<path d="M2 3h12v8H7.5L4.5 13.5V11H2z"/><path d="M5 6h6M5 8.2h3.5"/>`,
  repeat: html`<path d="M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 1.5V4.3h-2.8"/>`,
  recover: html`<path d="M2 8h3l1.7-4.5 2.8 9L11.2 8H14"/>`,
  sent: html`<path d="M14 2 7 9M14 2 9.5 14 7 9 2 6.5z"/>`,
  lock: html`<rect x="3" y="7" width="10" height="7" rx="1"/><path d="M5 7V5a3 3 0 0 1 6 0v2"/>`,
  upload: html`<path d="M8 10.5v-8m-3.3 3L8 2.2l3.3 3.3M2.5 13.5h11"/>`,
  unsent: html`<circle cx="8" cy="8" r="6"/>`,
  rejected: html`<path d="M5.5 2h5L14 5.5v5L10.5 14h-5L2 10.5v-5z"/><path d="M5.5 8h5"/>`,
  stop: html`<rect x="3.5" y="3.5" width="9" height="9" rx="1"/>`,
  report: html`<path d="M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M6 8h4M6 11h4"/>`,
  settings: html`<path d="M2 4.5h6m4 0h2M2 11.5h2m4 0h6"/><circle cx="10" cy="4.5" r="2"/><circle cx="6" cy="11.5" r="2"/>`,
  info: html`<circle cx="8" cy="8" r="6"/><path d="M8 7.3v3.5M8 5v.2"/>`,
} as const;

export type Icon = keyof typeof SHAPES;

/** Beside a word that says the same, so hidden from screen readers. */
export function icon(name: Icon): Html {
  return html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${SHAPES[name]}</svg>`;
}
