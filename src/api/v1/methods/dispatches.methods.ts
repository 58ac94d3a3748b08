import { Injectable } from '@nestjs/common';
import { ChangeTaggedDispatches, type TaggedDispatchChange } from '../../../dispatch/change-tagged-dispatches';
import { CreateDispatches } from '../../../dispatch/create-dispatches';
import { FindDispatches, type FoundDispatch } from '../../../dispatch/find-dispatches';
import { FindDispatchOfRegistration } from '../../../dispatch/find-dispatch-of-registration';
import { FindNumberedPages } from '../../../dispatch/find-numbered-pages';
import type { DispatchNames } from '../../../dispatch/select-dispatches';
import { newKey } from '../../../platform/random-ids';
import { elements, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { countOf, dateOf, flagOf, momentOf, required } from '../v1-parameters';
import { postBackOf } from '../v1-postback';
import { tagsOf, textOf } from '../v1-texts';
import { element, type Xml } from '../../../platform/xml/xml-elements.rules';
import { pageOf, tagList } from './destinations.methods';

const mostOfEmail = 255;

/** Which dispatches a call is for: those that answer to everything it names. */
export const namedIn = (call: V1Call): DispatchNames => ({
  dispatchId: call.get('dispatchid') || undefined, destinationId: call.get('destinationid') || undefined, courseId: call.get('courseid') || undefined, tags: tagsOf(call, 'tags'),
});

/** `none` takes an end away; absent and empty: undefined. */
const endOf = (call: V1Call) => (call.get('expirationdate')?.toLowerCase() === 'none' ? null : momentOf(call, 'expirationdate'));

const shown = (applicationId: string) => ({ dispatch, destination, course, tags }: FoundDispatch): Xml =>
  element(
    'dispatch', {}, element('id', {}, dispatch.id), element('destinationId', {}, destination.id), element('appId', {}, applicationId), element('courseAppId', {}, applicationId), element('courseId', {}, course.id),
    element('enabled', {}, dispatch.enabled), tagList(tags), element('notes', {}, dispatch.notes), element('registrationcount', {}, dispatch.registrationCount), element('createdBy', {}, dispatch.email),
    element('createDate', {}, dateOf(dispatch.createdAt)), element('updateDate', {}, dateOf(dispatch.updatedAt)),
  );

/** rustici.dispatch.*Dispatch*: courses offered to destinations. Their ids are made here. */
@Injectable()
export class DispatchesMethods implements V1MethodGroup {
  constructor(
    private readonly create: CreateDispatches,
    private readonly change: ChangeTaggedDispatches,
    private readonly find: FindDispatches,
    private readonly ofRegistration: FindDispatchOfRegistration,
    private readonly pages: FindNumberedPages,
  ) {}

  readonly methods: V1Methods = {
    'rustici.dispatch.getDispatchList': { signedBy: 'application', run: (call) => this.list(call) },
    'rustici.dispatch.getDispatchInfo': { signedBy: 'application', run: (call) => this.one(call) },
    'rustici.dispatch.createDispatch': { signedBy: 'application', run: (call) => this.add(call) },
    'rustici.dispatch.updateDispatches': { signedBy: 'application', run: (call) => this.update(call) },
  };

  private async list(call: V1Call) {
    const [page, { destinationId, courseId, tags }] = [pageOf(call), namedIn(call)];
    const found = await this.pages.ofDispatches(call.applicationId, { page, tags, destinationId, courseId });
    return elements(element('dispatches', { page }, ...found.map(shown(call.applicationId))));
  }

  /** .NET asks by a registration instead. */
  private async one(call: V1Call) {
    const { applicationId } = call;
    const registrationId = call.get('dispatchid') ? undefined : call.get('registrationid');
    const found = registrationId ? await this.ofRegistration.run(applicationId, registrationId) : await this.find.one(applicationId, required(call, 'dispatchid'));
    return elements(shown(applicationId)(found));
  }

  private async add(call: V1Call) {
    const id = newKey();
    await this.create.run(call.applicationId, [{
      id, destinationId: required(call, 'destinationid'), courseId: required(call, 'courseid'), tags: tagsOf(call, 'tags'), email: textOf(call, mostOfEmail, 'email') || null, expiresAt: endOf(call),
      registrationCap: countOf(call, 'registrationcap'), instanced: flagOf(call, 'instanced'), postBack: postBackOf(call),
    }]);
    return elements(element('dispatchId', {}, id));
  }

  private async update(call: V1Call) {
    await this.change.run(call.applicationId, namedIn(call), changeIn(call));
    return elements(element('success'));
  }
}

/** `open` says whether newcomers get in; whoever has a registration goes on. */
function changeIn(call: V1Call): TaggedDispatchChange {
  const fields: TaggedDispatchChange = {
    enabled: flagOf(call, 'enabled'), allowNewRegistrations: flagOf(call, 'open'), instanced: flagOf(call, 'instanced'), expiresAt: endOf(call), registrationCap: countOf(call, 'registrationcap'),
    registrationCount: countOf(call, 'registrationcount'), addTags: tagsOf(call, 'addtags'), removeTags: tagsOf(call, 'removetags'), postBack: postBackOf(call),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
