import { UsageError } from '../errors';
import { LANGUAGES, type Language } from './words';

/** The value of --lang. @throws UsageError */
export function languageOf(given = 'en'): Language {
  const language = LANGUAGES.find((known) => known === given);
  if (language === undefined) throw new UsageError(`--lang must be en or zh, got "${given}".`);
  return language;
}
