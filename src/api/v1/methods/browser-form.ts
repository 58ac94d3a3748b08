import type { V1Answer, V1Call } from '../v1-call';
import { toldOf, v1 } from '../v1-failures';

/** What came of a file that was sent: the answer in XML, and what a page is told behind its address instead. */
export interface SentFile {
  answer: V1Answer;
  /** Why it is of no use; absent when it is. */
  refused?: string;
  told?: Readonly<Record<string, string>>;
}

const refusedNumber = 205;
const longestMessage = 500;

/** Answers a call that takes a file. Where it names `redirecturl`, a person's browser posted it and is led on to there with the outcome. Throws a V1Refusal 205. */
export async function answerToForm(call: V1Call, work: () => Promise<SentFile>): Promise<V1Answer> {
  const target = targetOf(call);
  if (!target) return (await work()).answer;
  const led = (isGood: boolean, told: Readonly<Record<string, string>>) => ledOn(target, { success: String(isGood), appid: call.applicationId, courseid: call.get('courseid') ?? '', ...told });
  try {
    const { refused, told } = await work();
    return refused === undefined ? led(true, told ?? {}) : led(false, { ...told, errcode: String(refusedNumber), msg: refused });
  } catch (fault) {
    const told = toldOf(fault);
    if (!told) throw fault;
    return led(false, { errcode: String(told.code), msg: told.message });
  }
}

function targetOf(call: V1Call): URL | undefined {
  const text = call.get('redirecturl');
  if (!text) return undefined;
  const target = URL.canParse(text) ? new URL(text) : undefined;
  if (!target || !/^https?:$/.test(target.protocol)) throw v1.wrongValue('redirecturl', 'an absolute http or https address');
  return target;
}

function ledOn(target: URL, told: Readonly<Record<string, string>>): V1Answer {
  for (const [name, value] of Object.entries(told)) if (value) target.searchParams.set(name, value.slice(0, longestMessage));
  return { redirect: target.href };
}
