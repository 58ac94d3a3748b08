const words = new Set(['closer', 'blank', 'message']);

/** Where Exit leads: the given http(s) URL, or one of our exit pages for a special word (any case), nothing, or an invalid URL (SEMANTICS 10). */
export function exitUrlOf(redirect: string | null | undefined, publicUrl: string, lang?: string | null): string {
  const text = (redirect ?? '').trim();
  const tail = lang ? `?lang=${encodeURIComponent(lang)}` : '';
  const word = text.toLowerCase();
  if (words.has(word)) return `${publicUrl}/launch/exit/${word}${tail}`;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  return `${publicUrl}/launch/exit/message${tail}`;
}
