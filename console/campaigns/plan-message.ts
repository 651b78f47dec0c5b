import { type Html, html } from '../../cli/page/html';
import { ownWords } from '../errors';
import { inWords } from '../fields';
import { PLAN } from '../text/plan';
import { textOf, type Visit } from '../visit';

/**
 * Why a file is no plan, with the names of the form's fields in place of options.
 * @param dir of the uploaded file, which only this console knows; null without a file
 */
export function planMessage(visit: Visit, error: Error, dir: string | null): Html {
  const own = ownWords(visit, error);
  const words = (text: string, { names }: { readonly names: Readonly<Record<string, string>> }): string =>
    inWords(dir === null ? text : text.replaceAll(`${dir}/`, ''), names);
  return own === null
    ? html`<span lang="en">${words(error.message, PLAN.en)}</span>`
    : html`${words(own, textOf(visit, PLAN))}`;
}
