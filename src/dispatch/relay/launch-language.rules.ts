import { acceptedLanguages, chooseLanguage, type Language } from '../../platform/templates/language.rules';

/** Some LMSs say the language of a learner by its name. */
const named: Record<string, Language> = {
  english: 'en', german: 'de', deutsch: 'de', french: 'fr', français: 'fr', francais: 'fr', spanish: 'es', español: 'es', espanol: 'es',
  arabic: 'ar', العربية: 'ar', japanese: 'ja', 日本語: 'ja',
};

/** What language a learner reads: that of the LMS, then of the browser, then of the destination, then English (RELAY 1.11). */
export function learnerLanguage(asked: { lms?: string; acceptLanguage?: string; destination?: string }): Language {
  const lms = (asked.lms ?? '').normalize('NFC').trim();
  return chooseLanguage([named[lms.toLowerCase()] ?? lms, ...acceptedLanguages(asked.acceptLanguage), asked.destination]);
}
