const named: Record<string, string> = {
  english: 'en', german: 'de', deutsch: 'de', french: 'fr', français: 'fr', francais: 'fr', spanish: 'es', español: 'es', espanol: 'es', arabic: 'ar', العربية: 'ar', japanese: 'ja', 日本語: 'ja',
};

/** The first language wished for that there are texts in (`de-AT` is `de`, some LMSs say `German`), else English (RELAY 1.11). */
export function chooseTexts(known: readonly string[], wishes: readonly string[]): string {
  for (let i = 0; i < wishes.length; i++) {
    const wish = (wishes[i] || '').trim().toLowerCase();
    const tag = named[wish] || wish.split(/[-_]/)[0] || '';
    if (known.indexOf(tag) >= 0) return tag;
  }
  return 'en';
}
