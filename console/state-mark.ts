import { type Html, html } from '../cli/page/html';
import { type Icon, icon } from './icons';

/** Of a state: the class that colours it, and its shape. */
export type StateLook = readonly [className: string, icon: Icon];

/** A state as a word, a shape and a colour. */
export function stateMark([className, name]: StateLook, word: string): Html {
  return html`<span class="state ${className}">${icon(name)}${word}</span>`;
}
