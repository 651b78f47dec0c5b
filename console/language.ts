/** The console's languages: the browser's own, or what the switch has chosen. */
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

export function isLanguage(text: string | undefined): text is Language {
  return (LANGUAGES as readonly (string | undefined)[]).includes(text);
}

/** What `lang` of a page says. */
export const LANG_TAG: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

/** The texts of one page in both languages. The Chinese ones must have all of the English ones. */
export type Bilingual<T> = Readonly<Record<Language, T>>;

export function bilingual<T>(en: T, zh: NoInfer<T>): Bilingual<T> {
  return { en, zh };
}

/** The first language of an Accept-Language header that the console has; English where there is none. */
export function preferred(header = ''): Language {
  const ranked = header.split(',').map((part, index) => {
    const [tag = '', ...params] = part.trim().toLowerCase().split(';');
    const quality = Number(/^q=([\d.]+)$/.exec(params.join('').trim())?.[1] ?? 1);
    return { language: tag.split('-')[0], quality: Number.isNaN(quality) ? 0 : quality, index };
  });
  const [best] = ranked
    .filter(({ language, quality }) => isLanguage(language) && quality > 0)
    .sort((a, b) => b.quality - a.quality || a.index - b.index);
  return isLanguage(best?.language) ? best.language : 'en';
}
