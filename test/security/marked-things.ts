import type { ApiInit, Booted } from '../support/boot';
import type { Browsing } from '../support/consoling';
import { importCourse } from '../support/courses';
import { download, launch, post } from '../support/dispatching';
import { endOfSending, invite, openInvitation, recipientsOf } from '../support/inviting';
import { makeScorm12Zip, scorm12Manifest } from '../support/make/course-packages';
import { managementAuthorization } from '../support/one-of-everything';
import { readZip } from '../support/read-zip';
import { payloads } from './payloads';

/** Every place where words are stored that are shown again. */
export const sinks = [
  'course id', 'course title', 'item title', 'course description', 'course tag', 'file name', 'import fault', 'import warning', 'destination id', 'destination name', 'destination notes', 'destination tag', 'support text',
  'dispatch id', 'dispatch notes', 'dispatch tag', 'reason in the ledger', 'registration id', 'registration tag', 'learner id', 'learner tag', 'first name', 'last name', 'mail address', 'learner of the LMS', 'name in the LMS', 'error of the LMS', 'site of the LMS', 'browser',
  'bookmark', 'suspend data', 'interaction', 'answer', 'objective', 'comment', 'launch value', 'invitation subject', 'invitation body', 'invited first name', 'invited last name', 'field of a recipient', 'invitation tag', 'reason not to mail',
  'answer to a postback', 'application name', 'credential name', 'administrator name', 'subject of the audit log', 'form of a learner',
] as const;
export type Sink = (typeof sinks)[number];

const numberOf = (sink: Sink, n: number): number => 1000 + sinks.indexOf(sink) * 10 + n;
const printable = (text: string) => text.replace(/[^\x20-\x7e]/g, '');
/** Some places take less than any text: what is sent there instead. */
const bent: Partial<Record<Sink, (text: string, n: number) => string>> = {
  'site of the LMS': (text) => `https://${text.replace(/[\s/]/g, '')}`,
  browser: (text) => printable(text),
  // a path: neither a query nor empty parts
  'import fault': (text) => text.replace(/[?#]/g, '').replace(/\/+/g, '/').replace(/\/$/, ''),
  // no folder may be climbed, and a part of a path ends at a slash
  'file name': (text) => `${text.replace(/[/\\]/g, '∕').replace(/[:*?"|]/g, '_')}.svg`,
};
export const word = (sink: Sink, n: number): string => {
  const text = payloads[n]?.(numberOf(sink, n)) ?? '';
  return bent[sink]?.(text, n) ?? text;
};
export const each = payloads.map((_, n) => n);

/** What is made for one payload. */
export interface Marked {
  n: number;
  word: (sink: Sink) => string;
  courseId: string;
  destinationId: string;
  dispatchId: string;
  registrationId: string;
  learnerId: string;
  invitationId: string;
  invitationUrl: string;
  publicId: string;
  publicUrl: string;
  /** Of the launch in the client's LMS. */
  reference: string;
  linkUrl: string;
}

const xml = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

function manifestOf(say: Marked['word']): string {
  const lom = `<lom xmlns="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"><general><title><langstring>${xml(say('course title'))}</langstring></title><description><langstring>${xml(say('course description'))}</langstring></description></general></lom><x:script xmlns:x="http://www.w3.org/1999/xhtml">__hit(0)</x:script>`;
  return scorm12Manifest({ title: say('course title'), scos: 2 }).replace('default="ORG-1"', () => `default="${xml(say('import warning'))}"`).replace('</metadata>', () => `${lom}</metadata>`).replace('Lesson 1', () => xml(say('item title')));
}
export const courseZip = (say: Marked['word']): Promise<Buffer> => makeScorm12Zip({ scos: 2, manifest: manifestOf(say), extraFiles: [{ name: say('file name'), data: '<svg xmlns="http://www.w3.org/2000/svg" onload="__hit(1)"/>' }] });
/** A package that is refused, and says so with words of its own. */
const brokenZip = (say: Marked['word']): Promise<Buffer> => makeScorm12Zip({ manifest: scorm12Manifest().replaceAll('sco1.html', xml(say('import fault'))) });

async function must(answering: Promise<Response>): Promise<Response> {
  const answer = await answering;
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
  return answer;
}
const at = encodeURIComponent;

/** Stores every payload in every place, as clients, consoles, learners and LMSs would. */
export class MarkedThings {
  constructor(private readonly courseway: Booted, private readonly owner: Browsing, private readonly receiver: string) {}

  private ask = async (path: string, body?: unknown, more: ApiInit = {}) => {
    const text = await (await must(this.courseway.api(path, { method: 'POST', body, ...more }))).text();
    return (text ? JSON.parse(text) : {}) as Record<string, string>;
  };
  private put = (path: string, body: object) => this.ask(path, body, { method: 'PUT' });

  async all(): Promise<Marked[]> {
    const made = await Promise.all(each.map((n) => this.one(n)));
    await Promise.all(made.map(({ invitationId }) => endOfSending(this.courseway, invitationId)));
    for (const one of made) one.invitationUrl = (await recipientsOf(this.courseway, one.invitationId))[0]?.url ?? '';
    return made;
  }

  private async one(n: number): Promise<Marked> {
    const say = (sink: Sink) => word(sink, n);
    const [courseId, destinationId, dispatchId, registrationId, learnerId] = (['course id', 'destination id', 'dispatch id', 'registration id', 'learner id'] as const).map(say) as [string, string, string, string, string];
    await this.course(say, courseId);
    await this.put(`/dispatch/destinations/${at(destinationId)}`, { name: say('destination name'), notes: say('destination notes'), tags: [say('destination tag')], settings: { support: say('support text') } });
    await this.ask('/dispatch/dispatches', { dispatches: [{ id: dispatchId, data: { destinationId, courseId, notes: say('dispatch notes'), tags: [say('dispatch tag')], enabled: true, allowNewRegistrations: true } }] });
    await this.registration(say, { courseId, registrationId, learnerId });
    const reference = await this.dispatched(say, dispatchId);
    const invitationId = await this.invitation(say, courseId, n);
    const open = await openInvitation(this.courseway, courseId, { tags: [say('invitation tag')] });
    await this.people(say, n);
    return { n, word: say, courseId, destinationId, dispatchId, registrationId, learnerId, reference, invitationId, invitationUrl: '', publicId: open.id, publicUrl: open.url, linkUrl: await this.linkOf(dispatchId) };
  }

  private async course(say: Marked['word'], courseId: string): Promise<void> {
    const job = await importCourse(this.courseway, courseId, await courseZip(say));
    if (job.status !== 'COMPLETE') throw new Error(job.message);
    await importCourse(this.courseway, `broken ${courseId}`.slice(0, 255), await brokenZip(say));
    await this.put(`/courses/${at(courseId)}/tags`, { tags: [say('course tag')] });
  }

  /** A registration with a result that its learner's browser sent, and a postback. */
  private async registration(say: Marked['word'], { courseId, registrationId, learnerId }: Pick<Marked, 'courseId' | 'registrationId' | 'learnerId'>): Promise<void> {
    const learner = { id: learnerId, firstName: say('first name'), lastName: say('last name'), email: say('mail address') };
    await this.ask('/registrations', { courseId, registrationId, learner, registrationTags: [say('registration tag')], learnerTags: [say('learner tag')], postBack: { url: `${this.receiver}/${at(registrationId)}` } });
    const { launchLink } = await this.ask(`/registrations/${at(registrationId)}/launchLink`, { redirectOnExitUrl: 'Message', additionalvalues: [{ item: 'from', value: say('launch value') }] });
    const player = await fetch(launchLink ?? '', { redirect: 'manual' });
    const cmi = {
      'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '80', 'cmi.core.lesson_location': say('bookmark'), 'cmi.suspend_data': say('suspend data'), 'cmi.comments': say('comment'), 'cmi.interactions.0.id': say('interaction'), 'cmi.interactions.0.type': 'fill-in',
      'cmi.interactions.0.student_response': say('answer'), 'cmi.objectives.0.id': say('objective'), 'cmi.core.exit': 'suspend',
    };
    await must(fetch(`${player.headers.get('location')}/commits`, { method: 'POST', body: JSON.stringify({ activityId: 'ITEM-1', revision: 1, seconds: 9, cmi }), headers: { 'content-type': 'text/plain' } }));
  }

  /** A launch out of a client's LMS, its confirmation that failed, and a seat that was given back. */
  private async dispatched(say: Marked['word'], dispatchId: string): Promise<string> {
    const key = await download(this.courseway, dispatchId);
    const came = await launch(this.courseway, key, { id: say('learner of the LMS'), name: say('name in the LMS'), ancestors: [say('site of the LMS')], headers: { 'user-agent': say('browser') } });
    if (came.result !== 'welcome') throw new Error(`${came.status} ${came.result} ${came.code}`);
    await post(this.courseway, `/api/d/${key.d}/relay`, { token: came.token, ack: { rev: came.state.rev, commit: false, error: say('error of the LMS') } });
    const [seat] = ((await (await must(this.courseway.api(`/dispatch/dispatches/${at(dispatchId)}/seats`))).json()) as { seats: { id: string }[] }).seats;
    await this.ask(`/dispatch/dispatches/${at(dispatchId)}/seats/${seat?.id}/refund`, { reason: say('reason in the ledger') });
    return came.ref;
  }

  private async invitation(say: Marked['word'], courseId: string, n: number): Promise<string> {
    const person = { email: `invited${n}@x.example`, firstName: say('invited first name'), lastName: say('invited last name'), fields: { team: say('field of a recipient') } };
    const mail = { subject: say('invitation subject'), body: `[FIELD:team] [COURSE] [COURSE_DESCRIPTION] [VENDOR] [USER]\n\n${say('invitation body')}` };
    return invite(this.courseway, courseId, [], { recipients: [person], tags: [say('invitation tag')] }, mail);
  }

  private async people(say: Marked['word'], n: number): Promise<void> {
    await this.put(`/invitations/suppressions/${at(`kept${n}@x.example`)}`, { reason: say('reason not to mail') });
    await this.ask('/appManagement/applications', { name: say('application name') }, { headers: { authorization: managementAuthorization } });
    await this.ask(`/appManagement/${this.courseway.applicationId}/credentials`, { name: say('credential name') }, { headers: { authorization: managementAuthorization } });
    const administrator = await this.owner.console('/administrators', { body: { email: `person${n}@vendor.example`, name: say('administrator name'), roles: { [this.courseway.applicationId]: 'viewer' } } });
    if (administrator.status !== 200) throw new Error(JSON.stringify(administrator.body));
    const changed = await this.owner.v2(`/dispatch/destinations/${at(say('subject of the audit log'))}`, { method: 'PUT', body: { name: 'Changed in the console' } });
    if (changed.status >= 300) throw new Error(JSON.stringify(changed.body));
  }

  /** The address in the package for LMSs that take plain links only. */
  private async linkOf(dispatchId: string): Promise<string> {
    const zip = Buffer.from(await (await must(this.courseway.api(`/dispatch/dispatches/${at(dispatchId)}/zip?type=LINK`))).arrayBuffer());
    return /URL=(\S+)/.exec((await readZip(zip)).get('course.url')?.toString() ?? '')?.[1] ?? '';
  }
}
