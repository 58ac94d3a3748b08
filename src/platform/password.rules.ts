const shortest = 12;
const longest = 256;
const fewestCharacters = 5;

/** What people begin long passwords with when they are asked for long ones. */
const commonWords = [
  'password', 'passwort', 'motdepasse', 'contrasena', 'qwertyuiop', 'qwertzuiop', 'azertyuiop', 'asdfghjkl', 'zxcvbnm', 'yxcvbnm', 'qazwsxedc', 'administrator', 'admin', 'welcome', 'willkommen', 'letmein', 'iloveyou',
  'changeme', 'courseway', 'elearning', 'sunshine', 'princess', 'football', 'baseball', 'superman', 'dragon', 'monkey', 'master', 'login', 'secret', 'geheim', 'trustno', 'whatever', 'starwars', 'pokemon', 'abcdefghijklmnopqrstuvwxyz',
];
const rows = ['0123456789012345678901234567890', '9876543210987654321098765432109', 'abcdefghijklmnopqrstuvwxyz', '1q2w3e4r5t6z7u8i9o0p', '1q2w3e4r5t6y7u8i9o0p', '1qaz2wsx3edc4rfv5tgb6yhn7ujm'];
const spoken: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' };

const lettersOf = (text: string) => text.toLowerCase().replace(/[013457@$!]/g, (sign) => spoken[sign] ?? sign).replace(/[^a-z]/g, '');

/** The shortest text that repeated makes `text`. */
function repeatedPart(text: string): string {
  for (let length = 1; length <= text.length / 2; length++) if (text.length % length === 0 && text.slice(0, length).repeat(text.length / length) === text) return text.slice(0, length);
  return text;
}

/** Whether little is left of it without the words everybody tries. */
function isCommon(password: string): boolean {
  const plain = repeatedPart(password.toLowerCase());
  const keys = plain.replace(/[^a-z0-9]/g, '');
  if (plain.length < 8 || (keys.length >= 8 && rows.some((row) => row.includes(keys)))) return true;
  const spelled = [lettersOf(password), password.toLowerCase().replace(/[^a-z]/g, '')];
  return spelled.some((letters) => commonWords.some((word) => letters.includes(word) && letters.length - word.length < 4 && password.length - word.length < 10) || commonWords.includes(repeatedPart(letters)));
}

/** Why `password` is none; nothing for a good one. */
export function passwordFault(password: string, email: string): string | undefined {
  if ([...password].length < shortest) return `must have at least ${shortest} characters`;
  if (password.length > longest) return `must have at most ${longest} characters`;
  if (new Set(password).size < fewestCharacters) return `must have at least ${fewestCharacters} different characters`;
  const [name = ''] = email.toLowerCase().split('@');
  if ((email && password.toLowerCase().includes(email.toLowerCase())) || (name.length >= 4 && password.toLowerCase().includes(name) && password.length - name.length < 8)) return 'must not be your mail address';
  return isCommon(password) ? 'is one of the most common ones; take several words, or let a password manager make one' : undefined;
}
