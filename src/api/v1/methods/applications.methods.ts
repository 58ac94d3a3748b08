import { Injectable } from '@nestjs/common';
import { ChangeApplication } from '../../../applications/change-application';
import { ChangeCredentials } from '../../../applications/change-credentials';
import { FindApplications } from '../../../applications/find-applications';
import { ReadSecretKeys, type SecretKey } from '../../../applications/read-secret-keys';
import { RegisterApplication } from '../../../applications/register-application';
import { elements, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { V1Refusal, v1 } from '../v1-failures';
import { dateOf, flagOf, required } from '../v1-parameters';
import { requiredText, textOf } from '../v1-texts';
import { element, type Xml } from '../../../platform/xml/xml-elements.rules';

const mostOfName = 255;

/** The application a call is about. PHP names it in `appid`, and signs with the secret of application management all the same. */
function childOf(call: V1Call): string {
  const isNamedTwice = !call.isManagement || call.get('appid') !== call.applicationId;
  const child = call.get('childappid') || (isNamedTwice ? call.get('appid') : undefined);
  if (!child) throw v1.missing('childappid');
  return child;
}

function nameIn(call: V1Call): string | undefined {
  const name = textOf(call, mostOfName, 'name');
  return name?.trim() ? name : undefined;
}

/** A key; its secret is for application management only, which could make itself another one anyhow. */
const keyOf = (isManagement: boolean) => ({ credentialId, secret, name, enabled, createdAt }: SecretKey): Xml =>
  element('secretKey', { id: credentialId }, element('key', {}, isManagement ? secret : ''), element('pensKey'), element('description', {}, name), element('active', {}, enabled), element('createDate', {}, dateOf(createdAt)));

/** rustici.application: the applications of this server and their keys, for application management. Secrets are shown in full with each application, as v1 clients read them there; a new application has no key yet. */
@Injectable()
export class ApplicationsMethods implements V1MethodGroup {
  constructor(
    private readonly find: FindApplications,
    private readonly register: RegisterApplication,
    private readonly change: ChangeApplication,
    private readonly keys: ChangeCredentials,
    private readonly read: ReadSecretKeys,
  ) {}

  readonly methods: V1Methods = {
    'rustici.application.getAppList': { signedBy: 'management', run: () => this.list() },
    'rustici.application.getAppInfo': { signedBy: 'management', run: (call) => this.info(call, childOf(call)) },
    'rustici.application.createApplication': { signedBy: 'management', run: (call) => this.create(call) },
    'rustici.application.updateApplication': { signedBy: 'management', run: (call) => this.update(call) },
    'rustici.application.addSecretKey': { signedBy: 'management', run: (call) => this.addKey(call) },
    'rustici.application.updateSecretKey': { signedBy: 'management', run: (call) => this.updateKey(call) },
    'rustici.application.deleteSecretKey': { signedBy: 'either', run: (call) => this.deleteKey(call) },
  };

  private async list(): Promise<V1Answer> {
    const found = await this.find.all();
    return elements(element('applicationlist', {}, ...found.map(({ applicationId, name, createdAt }) => element('application', {}, element('appId', {}, applicationId), element('name', {}, name), element('createDate', {}, dateOf(createdAt))))));
  }

  private async info({ isManagement }: V1Call, child: string): Promise<V1Answer> {
    const { application, keys } = await this.read.run(child);
    const about = [
      element('appId', {}, application.applicationId), element('name', {}, application.name), element('allowDeleteAPI', {}, application.allowDelete ?? true), element('allowUpdateAPI', {}, true),
      element('createDate', {}, dateOf(application.createdAt)), element('secretKeys', {}, ...keys.map(keyOf(isManagement))),
    ];
    return elements(element('appInfo', {}, element('application', {}, ...about)));
  }

  private async create(call: V1Call): Promise<V1Answer> {
    requiredText(call, mostOfName, 'name');
    const name = nameIn(call);
    if (!name) throw v1.wrongValue('name', 'more than blanks');
    return this.info(call, (await this.register.run(name)).applicationId);
  }

  private async update(call: V1Call): Promise<V1Answer> {
    const [child, name, allowDelete] = [childOf(call), nameIn(call), flagOf(call, 'allowdelete', 'allowDelete')];
    await this.change.run(child, { ...(name !== undefined && { name }), ...(allowDelete !== undefined && { allowDelete }) });
    return this.info(call, child);
  }

  private async addKey(call: V1Call): Promise<V1Answer> {
    const child = childOf(call);
    await this.keys.create(child, { name: requiredText(call, mostOfName, 'description'), enabled: true });
    return this.info(call, child);
  }

  private async updateKey(call: V1Call): Promise<V1Answer> {
    const [child, name, enabled] = [childOf(call), textOf(call, mostOfName, 'description'), flagOf(call, 'active')];
    await this.keys.update(child, required(call, 'secretkeyid'), { ...(name !== undefined && { name }), ...(enabled !== undefined && { enabled }) });
    return this.info(call, child);
  }

  /** PHP signs this one with a secret of the application itself: then it may delete keys of its own, as long as one that works is left. */
  private async deleteKey(call: V1Call): Promise<V1Answer> {
    const [child, id] = [childOf(call), required(call, 'secretkeyid')];
    if (!call.isManagement && child !== call.applicationId) throw new V1Refusal(100, 'Only application management may delete keys of another application');
    await (call.isManagement ? this.keys.remove(child, id) : this.keys.removeSpare(child, id));
    return this.info(call, child);
  }
}
