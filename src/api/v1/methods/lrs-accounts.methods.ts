import { Injectable } from '@nestjs/common';
import { randomSecret } from '../../../platform/random-ids';
import { ChangeXapiCredentials } from '../../../xapi/change-xapi-credentials';
import { FindXapiCredentials, type FoundXapiCredential } from '../../../xapi/find-xapi-credentials';
import { KeepLrsCallback } from '../../../xapi/keep-lrs-callback';
import { elements, success, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { flagOf, required } from '../v1-parameters';
import { addressOf, textOf, wordOf } from '../v1-texts';
import { element, type Xml } from '../../../platform/xml/xml-elements.rules';

const mostOfLabel = 255;
const authTypes = { basic: 'BASICAUTH', oauth: 'OAUTH' } as const;
const levels = ['DEFAULT', 'USER', 'ROOT', 'READONLY', 'WRITEONLY'] as const;
const secretBytes = 30;

const shown = (found: FoundXapiCredential): Xml =>
  element(
    'activityProvider', {}, element('id', {}, found.credentialId), element('accountLabel', {}, found.name), element('accountKey', {}, found.credentialId), element('accountSecret', {}, found.secret),
    element('accountAuthType', {}, found.authType === 'OAUTH' ? 'oauth' : 'basic'), element('accountEnabled', {}, found.enabled), element('allowedEndpoints', {}, 'APPID'), element('permissionsLevel', {}, found.permissionsLevel),
  );

/** rustici.lrsaccount: activity providers, which are the xAPI credentials of the application; key and secret are made here. */
@Injectable()
export class LrsAccountsMethods implements V1MethodGroup {
  constructor(
    private readonly change: ChangeXapiCredentials,
    private readonly find: FindXapiCredentials,
    private readonly callback: KeepLrsCallback,
  ) {}

  readonly methods: V1Methods = {
    'rustici.lrsaccount.createActivityProvider': { signedBy: 'application', run: (call) => this.create(call) },
    'rustici.lrsaccount.listActivityProviders': { signedBy: 'application', run: ({ applicationId }) => ({ list: { name: 'activityProviderList', items: this.all(applicationId) } }) },
    'rustici.lrsaccount.editActivityProvider': { signedBy: 'application', run: (call) => this.edit(call) },
    'rustici.lrsaccount.deleteActivityProvider': { signedBy: 'application', run: (call) => this.delete(call) },
    'rustici.lrsaccount.setAppLrsAuthCallbackUrl': { signedBy: 'application', run: (call) => this.setCallback(call) },
    'rustici.lrsaccount.getAppLrsAuthCallbackUrl': { signedBy: 'application', run: async ({ applicationId }) => elements(element('lrsAuthCallbackUrl', {}, await this.callback.read(applicationId))) },
    'rustici.lrsaccount.resetAppLrsAuthCallbackUrl': { signedBy: 'application', run: async ({ applicationId }) => this.callback.forget(applicationId).then(() => success()) },
  };

  private async create({ applicationId }: V1Call): Promise<V1Answer> {
    const id = await this.change.create(applicationId, { name: 'Activity provider', info: null, secret: randomSecret(secretBytes), enabled: true, authType: 'BASICAUTH', permissionsLevel: 'DEFAULT' });
    return this.one(applicationId, id);
  }

  private async *all(applicationId: string): AsyncGenerator<Xml> {
    for await (const found of this.find.all(applicationId)) yield shown(found);
  }

  private async edit(call: V1Call): Promise<V1Answer> {
    const id = required(call, 'accountkey');
    wordOf(call, ['APPID'], 'allowedendpoints'); // an application's statements are all there is
    const authType = wordOf(call, ['basic', 'oauth'], 'authtype');
    const fields = { enabled: flagOf(call, 'isactive'), authType: authType && authTypes[authType], name: textOf(call, mostOfLabel, 'label') || undefined, permissionsLevel: wordOf(call, levels, 'permissionslevel') };
    await this.change.change(call.applicationId, id, Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));
    return this.one(call.applicationId, id);
  }

  private async delete(call: V1Call): Promise<V1Answer> {
    await this.change.remove(call.applicationId, required(call, 'accountkey'));
    return success();
  }

  private async setCallback(call: V1Call): Promise<V1Answer> {
    required(call, 'lrsAuthCallbackUrl');
    await this.callback.run(call.applicationId, addressOf(call, 'lrsAuthCallbackUrl') ?? '');
    return success();
  }

  private async one(applicationId: string, id: string): Promise<V1Answer> {
    return elements(shown(await this.find.one(applicationId, id)));
  }
}
