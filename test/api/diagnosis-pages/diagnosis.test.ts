import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSelfTestCode, selfTestVerdicts } from '../../../src/dispatch/diagnostics/selftest-code.rules';
import { type Check, checks, selfTestCode, type State, states, verdicts } from '../../../templates/dispatch-package/selftest-code.rules';
import { type Booted, bootCourseway } from '../../support/boot';
import { inChromium, TestBrowser } from '../../support/browser';
import { download, launch, type LaunchAnswer, makeDispatch, post, report } from '../../support/dispatching';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const templates = join(__dirname, '../../../templates');
const languages = ['de', 'fr', 'es', 'ar', 'ja'];
const textsOf = (group: string, language: string) => JSON.parse(readFileSync(join(templates, `texts/${group}.${language}.json`), 'utf8')) as Record<string, string>;
const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
});
afterAll(() => courseway.close());

const page = async (query: string, language = 'en') => {
  const answer = await fetch(`${courseway.publicUrl}/diagnosis${query}`, { headers: { 'accept-language': language } });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

/** A launch with a bit of everything in its timeline. */
async function launched(): Promise<LaunchAnswer> {
  const made = await makeDispatch(courseway);
  const zip = await download(courseway, made.id);
  const answer = await launch(courseway, zip, { id: 'anna@school.example', name: 'Muster, Anna' });
  const relay = (more: object) => post(courseway, `/api/d/${zip.d}/relay`, { token: answer.token, wait: 0, ...more });
  await relay({ ack: { commit: false, pointerStored: true } });
  await report(answer, { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '85' });
  await relay({ after: 0, log: { calls: [{ n: 'LMSSetValue', e: 'cmi.core.lesson_status', v: 'passed', r: 'true', t: 1200 }, { n: 'LMSCommit', r: 'false', t: 1210 }], events: ['offline', 'online'] } });
  await relay({ ack: { rev: 1, commit: false, error: 'commit 101', readback: { status: 'incomplete' } } });
  await relay({ ack: { rev: 2, commit: true, readback: { status: 'passed', score: '85' } }, log: { events: ['exit'] } });
  return answer;
}

describe('the page of a launch', () => {
  test('asks for a reference, and shows what it names to anybody who has it', async () => {
    expect((await page('')).status).toBe(200);
    const { ref } = await launched();
    const shown = await page(`?code=${ref.toLowerCase().replace('-', ' ')}`);
    expect(shown.status).toBe(200);
    for (const words of [ref, 'The learner was let in', 'a…@…', 'A new learner: a registration was made', 'cmi.core.lesson_status', 'has not confirmed: \u2068commit 101', 'confirmed revision', 'https://lms.example']) expect(shown.text).toContain(words);
    expect(shown.text).not.toMatch(/anna|Muster/i);
    expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(shown.headers.get('referrer-policy')).toBe('no-referrer');
    expect((await page(`?code=${ref}`, 'de')).text).toContain('Die lernende Person wurde eingelassen');
    expect((await page(`?code=${ref}&lang=ar`)).text).toContain('dir="rtl"');
  });

  test('says what is typed again, escaped', async () => {
    const { status, text } = await page(`?code=${encodeURIComponent('"><script>x</script>')}`);
    expect(status).toBe(404);
    expect(text).not.toContain('<script>');
  });

  test('shows a refusal in its words', async () => {
    const made = await makeDispatch(courseway, { enabled: false });
    const { ref } = await launch(courseway, await download(courseway, made.id));
    expect((await page(`?code=${ref}`)).text).toContain('This course is switched off at the moment');
  });

  test('reads the code of a self-test, which is the same whoever made it', async () => {
    expect([...verdicts]).toEqual([...selfTestVerdicts]);
    const results = Object.fromEntries(checks.map((check, i) => [check, states[i % states.length]])) as Record<Check, State>;
    for (const verdict of verdicts) expect(readSelfTestCode(selfTestCode(verdict, results).toLowerCase().replaceAll('0', 'o'))).toEqual({ verdict, results: checks.map((check) => ({ check, state: results[check] })) });
    const code = selfTestCode('csp-frame', results);
    for (let i = 2; i < code.length; i++) if (code[i] !== '-') expect(readSelfTestCode(`${code.slice(0, i)}${code[i] === 'Z' ? 'Y' : 'Z'}${code.slice(i + 1)}`)).toBeUndefined();
    const shown = await page(`?code=${code}`);
    expect(shown.text).toContain('The learning platform does not allow the course to be shown');
    for (const verdict of verdicts.filter((one) => one !== 'refused')) expect([verdict, (await page(`?code=${selfTestCode(verdict, results)}`)).text.includes(`<h1>${verdict}</h1>`)]).toEqual([verdict, false]);
  });

  test.each(languages)('every text in %s, with the same places to fill', (language) => {
    for (const group of ['diagnosis', 'selftest']) {
      const [english, texts] = [textsOf(group, 'en'), textsOf(group, language)];
      expect(Object.keys(texts)).toEqual(Object.keys(english));
      for (const [key, text] of Object.entries(english)) expect([key, places(texts[key] ?? '')]).toEqual([key, places(text)]);
    }
  });

  test('every text the page asks for by name exists', () => {
    const folder = join(__dirname, '../../../src/api/diagnosis-pages');
    const code = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    const asked = [...code.matchAll(/\btext\('([\w.-]+)'/g)].map(([, key = '']) => key);
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((key) => !(key in textsOf('diagnosis', 'en')))).toEqual([]);
  });

  inChromium('in a browser', () => {
    let browser: TestBrowser;
    beforeAll(async () => {
      browser = await TestBrowser.open();
    });
    afterAll(() => browser.close());

    test.each([['en', 'light'], ['ar', 'dark'], ['de', 'dark']] as const)('is read by everybody: %s, %s', async (language, colorScheme) => {
      const { ref } = await launched();
      const results = Object.fromEntries(checks.map((check, i) => [check, states[i % states.length]])) as Record<Check, State>;
      for (const code of [ref, selfTestCode('csp-frame', results), '']) {
        const tab = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme, bypassCSP: true });
        await tab.goto(`${courseway.publicUrl}/diagnosis?code=${code}&lang=${language}`);
        expect(await tab.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        await tab.evaluate(axe);
        expect(await tab.evaluate('axe.run().then((found) => found.violations.map((fault) => fault.id + " " + fault.nodes.map((node) => node.html).join()))')).toEqual([]);
      }
    });
  });

  test('is not for guessing', async () => {
    const { ref } = await launched();
    let last = await page('?code=0000-0000');
    for (let i = 0; i < 30 && last.status === 404; i++) last = await page(`?code=0000-00${String(i).padStart(2, '0')}`);
    expect(last.status).toBe(429);
    expect(last.headers.get('retry-after')).toBe('600');
    expect((await page(`?code=${ref}`)).status).toBe(429);
  });
});
