import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config/config';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { launchRefused } from '../dispatch.failures';
import { AcceptDispatchLaunch } from '../relay/accept-dispatch-launch';
import { LtiCredentials } from './lti-credentials';
import { LtiRepository } from './lti.repository';
import { isSigned } from './oauth1.rules';

export interface Lti11Launch {
  dispatchKey: string;
  /** The form as it was posted, and the query of the address. */
  form: Readonly<Record<string, string>>;
  query: string;
  address: string;
  lang: string;
}

/** How far the clocks of platform and gateway may be apart, and how long a launch can be sent. */
const clockMs = 5 * 60_000;
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const most = 4000;

/** Lets a learner in whom an LMS vouches for by its signature (LTI 1.1 Implementation Guide, 4). Checks, registration and seat are those of every launch. */
@Injectable()
export class AcceptLti11Launch {
  constructor(
    private readonly config: Config,
    private readonly unit: UnitOfWork,
    private readonly credentials: LtiCredentials,
    private readonly accept: AcceptDispatchLaunch,
    private readonly lti: LtiRepository,
    private readonly clock: Clock,
  ) {}

  /** The address of the player. Failures: launch-refused (bad-signature and those of every launch). */
  async run(launch: Lti11Launch): Promise<string> {
    const { dispatchKey, form, address, lang } = launch;
    await this.check(launch);
    const names = [form['lis_person_name_family'], form['lis_person_name_given']];
    const returnUrl = form['launch_presentation_return_url'] ?? '';
    const accepted = await this.accept.run({
      dispatchKey, packageKey: '', launchId: `lti ${form['oauth_nonce']} ${form['oauth_timestamp']}`, vouched: true, directTo: /^https?:\/\//i.test(returnUrl) ? returnUrl : '',
      learner: { id: form['user_id'] ?? '', name: names.every(Boolean) ? names.join(', ') : (form['lis_person_name_full'] ?? names.find(Boolean) ?? '') }, lms: { status: '', entry: '', mode: '', pointer: '' },
      origins: [], address, lang,
    });
    const { seat } = accepted;
    if (seat) await this.keepCell(dispatchKey, seat.instanceKey, form);
    return accepted.playUrl;
  }

  private async check({ dispatchKey, form, query }: Lti11Launch): Promise<void> {
    const now = this.clock.now();
    const refuse = () => launchRefused({ refusal: 'bad-signature' });
    if (form['lti_message_type'] !== 'basic-lti-launch-request' || form['oauth_consumer_key'] !== dispatchKey || !form['oauth_nonce']) throw refuse();
    if (Math.abs(Number(form['oauth_timestamp']) * 1000 - now) > clockMs || !/^\d{1,12}$/.test(form['oauth_timestamp'] ?? '')) throw refuse();
    const request = { method: 'POST', url: `${this.config.publicUrl}/lti/1.1/${dispatchKey}${query}`, parameters: Object.entries(form) };
    if (!isSigned(request, this.credentials.secretOf(dispatchKey))) throw refuse();
    const nonce = hashOf(`lti-1.1 ${dispatchKey} ${form['oauth_nonce']}`);
    const isNew = await this.unit.run(async () => {
      await this.lti.forgetNonces(now);
      return this.lti.useNonce(nonce, now + 2 * clockMs);
    });
    if (!isNew) throw refuse();
  }

  private async keepCell(dispatchKey: string, instanceKey: string, form: Lti11Launch['form']): Promise<void> {
    const [url = '', sourcedId = ''] = [form['lis_outcome_service_url'], form['lis_result_sourcedid']];
    if (!URL.canParse(url) || !sourcedId || url.length > most || sourcedId.length > most) return; // a platform that wants no grades
    await this.unit.run(() => this.lti.keep({ resultKey: hashOf(`${instanceKey} ${url} ${sourcedId}`), instanceKey, dispatchKey, service: { version: '1.1', url, sourcedId }, now: this.clock.now() }));
  }
}
