import { Injectable } from '@nestjs/common';
import { ReadRegistrationSettings } from '../../../dispatch/read-registration-settings';
import { TestPostback } from '../../../postbacks/test-postback';
import { targetOf } from '../../../postbacks/postback-target.rules';
import { ConfigureRegistrations } from '../../../registrations/configure-registrations';
import type { PostBack } from '../../../settings/post-back-settings.rules';
import { elements, success, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { v1 } from '../v1-failures';
import { required } from '../v1-parameters';
import { postBackOf, usualNames } from '../v1-postback';
import { element } from '../../../platform/xml/xml-elements.rules';

const ownNames = { url: ['url'], user: ['name'], password: ['password'] } satisfies Parameters<typeof postBackOf>[1];

/** A postback whose address has to be given. */
function requiredPostBack(call: V1Call, names: NonNullable<Parameters<typeof postBackOf>[1]>): PostBack {
  const postBack = postBackOf(call, names);
  if (!postBack) throw v1.missing(names.url[0]);
  return postBack;
}

/** Where results of a registration go. */
@Injectable()
export class RegistrationPostbackMethods implements V1MethodGroup {
  constructor(
    private readonly configure: ConfigureRegistrations,
    private readonly settings: ReadRegistrationSettings,
    private readonly test: TestPostback,
  ) {}

  readonly methods: V1Methods = {
    'rustici.registration.getPostbackInfo': { signedBy: 'application', run: (call) => this.read(call) },
    'rustici.registration.updatePostbackInfo': { signedBy: 'application', run: (call) => this.set(call) },
    'rustici.registration.deletePostbackInfo': { signedBy: 'application', run: (call) => this.clear(call) },
    'rustici.registration.testRegistrationPostUrl': { signedBy: 'application', run: (call) => this.try(call) },
  };

  /** What holds, wherever it is set. The password goes in and never out. */
  private async read(call: V1Call): Promise<V1Answer> {
    const regid = required(call, 'regid');
    const target = targetOf(await this.settings.run({ applicationId: call.applicationId, registrationId: regid }));
    return elements(
      element('postbackinfo', { regid }, element('url', {}, target?.url), element('authtype', {}, target?.authType), element('login', {}, target?.userName), element('password'), element('resultsformat', {}, target?.format)),
    );
  }

  private async set(call: V1Call): Promise<V1Answer> {
    const registrationId = required(call, 'regid');
    await this.configure.setPostBack({ applicationId: call.applicationId, registrationId }, requiredPostBack(call, ownNames));
    return success();
  }

  private async clear(call: V1Call): Promise<V1Answer> {
    await this.configure.clearPostBack({ applicationId: call.applicationId, registrationId: required(call, 'regid') });
    return success();
  }

  private async try(call: V1Call): Promise<V1Answer> {
    await this.test.run(call.applicationId, requiredPostBack(call, usualNames));
    return success();
  }
}
