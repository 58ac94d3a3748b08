import { Injectable } from '@nestjs/common';
import { randomSecret } from '../../../platform/random-ids';
import { ChangeXapiCredentials } from '../../../xapi/change-xapi-credentials';
import { FindXapiCredentials, type FoundXapiCredential } from '../../../xapi/find-xapi-credentials';
import { elements, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { v1 } from '../v1-failures';
import { flagOf, required } from '../v1-parameters';
import { textOf, wordOf } from '../v1-texts';
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

function notOffered(): never {
  throw v1.notOffered('Asking an address of yours about the credentials of content');
}

/** rustici.lrsaccount: activity providers, which are the xAPI credentials of the application; key and secret are made here. */
@Injectable()
export class LrsAccountsMethods implements V1MethodGroup {
  constructor(
    private readonly change: ChangeXapiCredentials,
    private readonly find: FindXapiCredentials,
  ) {}

  readonly methods: V1Methods = {
    'rustici.lrsaccount.createActivityProvider': { signedBy: 'application', run: (call) => this.create(call) },
    'rustici.lrsaccount.listActivityProviders': { signedBy: 'application', run: ({ applicationId }) => ({ list: { name: 'activityProviderList', items: this.all(applicationId) } }) },
    'rustici.lrsaccount.editActivityProvider': { signedBy: 'application', run: (call) => this.edit(call) },
    'rustici.lrsaccount.deleteActivityProvider': { signedBy: 'application', run: (call) => this.delete(call) },
    'rustici.lrsaccount.setAppLrsAuthCallbackUrl': { signedBy: 'application', run: notOffered },
    'rustici.lrsaccount.getAppLrsAuthCallbackUrl': { signedBy: 'application', run: notOffered },
    'rustici.lrsaccount.resetAppLrsAuthCallbackUrl': { signedBy: 'application', run: notOffered },
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
    return elements(element('success'));
  }

  private async one(applicationId: string, id: string): Promise<V1Answer> {
    return elements(shown(await this.find.one(applicationId, id)));
  }
}
