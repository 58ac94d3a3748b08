import type { ComponentChildren } from 'preact';
import { say } from '../kit/texts';

const kept: Readonly<Record<string, 'p' | 'div' | 'b' | 'i' | 'strong' | 'em' | 'ul' | 'ol' | 'li' | 'h2' | 'h3' | 'br' | 'a' | 'blockquote'>> = {
  P: 'p', DIV: 'div', B: 'b', I: 'i', STRONG: 'strong', EM: 'em', UL: 'ul', OL: 'ol', LI: 'li', H1: 'h3', H2: 'h3', H3: 'h3', H4: 'h3', BR: 'br', A: 'a', BLOCKQUOTE: 'blockquote',
};

/** The markup that mail keeps, as elements of ours: nothing of it runs or loads. */
function shownOf(node: Node): ComponentChildren {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (/^(SCRIPT|STYLE)$/.test(node.nodeName)) return null;
  const children = [...node.childNodes].map(shownOf);
  const Tag = kept[node.nodeName];
  if (Tag === 'br') return <br />;
  if (Tag === 'a') return <span class="link">{children}</span>;
  return Tag ? <Tag>{children}</Tag> : children;
}

export const placeholders = ['COURSE', 'USER', 'FIRST_NAME', 'LAST_NAME', 'EMAIL', 'SENDER', 'VENDOR', 'DUE', 'EXPIRES'] as const;

export interface Sample {
  course: string;
  sender: string;
  vendor: string;
  due: string;
  expires: string;
}

/** What a reader called Ada Lovelace would see in place of each placeholder. */
function fill(text: string, { course, sender, vendor, due, expires }: Sample): string {
  const values: Readonly<Record<string, string>> = { COURSE: course, USER: 'Ada Lovelace', FIRST_NAME: 'Ada', LAST_NAME: 'Lovelace', EMAIL: 'ada@example.com', SENDER: sender, VENDOR: vendor, DUE: due, EXPIRES: expires, COURSE_DESCRIPTION: '…', COURSE_DURATION: '…' };
  return text.replace(/\[([A-Z][A-Z0-9_]+)(?::([^[\]]*))?\]/g, (whole, name: string, argument?: string) => (name === 'URL' ? argument || say('compose.link') : name === 'FIELD' ? `(${argument ?? ''})` : (values[name] ?? whole)));
}

/** A paragraph whose links look like links. */
const withLinks = (text: string, sample: Sample): ComponentChildren => text.split(/(\[URL(?::[^[\]]*)?\])/).map((piece, i) => (i % 2 ? <span key={i} class="link">{fill(piece, sample)}</span> : fill(piece, sample)));

/** Placeholders that mean nothing: the mail would be refused. */
const unknownIn = (text: string): string[] => [...text.matchAll(/\[([A-Z][A-Z0-9_]+)(?::[^[\]]*)?\]/g)].filter(([, name = '']) => ![...placeholders, 'URL', 'FIELD', 'COURSE_DESCRIPTION', 'COURSE_DURATION'].includes(name)).map(([whole]) => whole);

/** The mail as its reader will see it, while it is written. */
export function MailPreview({ subject, body, sample }: { subject: string; body: string; sample: Sample }) {
  const isMarkup = /<[a-z][^>]*>/i.test(body);
  const text = body || say('compose.body.default', { sender: sample.sender || say('compose.sender') });
  const unknown = unknownIn(`${subject} ${body}`);
  return (
    <div class="mail">
      <p class="soft small">{say('compose.preview.subject')}</p>
      <p><strong>{fill(subject || say('compose.subject.default'), sample)}</strong></p>
      <div class="body">{isMarkup ? shownOf(new DOMParser().parseFromString(fill(text, sample), 'text/html').body) : text.split(/\n{2,}/).map((part, i) => <p key={`${i}${part}`}>{withLinks(part, sample)}</p>)}</div>
      {!/\[URL/.test(body) && <p><span class="button" aria-hidden="true">{say('compose.button')}</span></p>}
      {unknown.length > 0 && <p class="error" role="status">{say('compose.unknown', { words: unknown.join(', ') })}</p>}
    </div>
  );
}
