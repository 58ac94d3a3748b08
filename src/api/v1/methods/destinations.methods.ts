import { Injectable } from '@nestjs/common';
import { ChangeDestination } from '../../../dispatch/change-destination';
import { CreateDestinations } from '../../../dispatch/create-destinations';
import { DeleteDestination } from '../../../dispatch/delete-destination';
import { FindDestinations, type FoundDestination } from '../../../dispatch/find-destinations';
import { FindNumberedPages } from '../../../dispatch/find-numbered-pages';
import { newKey } from '../../../platform/random-ids';
import { elements, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { v1 } from '../v1-failures';
import { countOf, dateOf, required } from '../v1-parameters';
import { requiredText, tagsOf, textOf } from '../v1-texts';
import { element, type Xml } from '../../../platform/xml/xml-elements.rules';

const mostOfName = 255;
const mostOfEmail = 255;

/** The number of a page, from 1. */
export function pageOf(call: V1Call): number {
  required(call, 'page');
  const page = countOf(call, 'page') ?? 0;
  if (page < 1) throw v1.wrongValue('page', 'a whole number; pages count from 1');
  return page;
}

export const tagList = (tags: readonly string[]): Xml => element('tags', {}, ...tags.map((tag) => element('tag', {}, tag)));

const shown = ({ destination, tags }: FoundDestination): Xml =>
  element(
    'dispatchDestination', {}, element('id', {}, destination.id), element('name', {}, destination.name), tagList(tags), element('notes', {}, destination.notes), element('createdBy', {}, destination.email),
    element('createDate', {}, dateOf(destination.createdAt)), element('updateDate', {}, dateOf(destination.updatedAt)),
  );

/** rustici.dispatch.*Destination*: the places that courses are sent to. Their ids are made here. */
@Injectable()
export class DestinationsMethods implements V1MethodGroup {
  constructor(
    private readonly create: CreateDestinations,
    private readonly change: ChangeDestination,
    private readonly remove: DeleteDestination,
    private readonly find: FindDestinations,
    private readonly pages: FindNumberedPages,
  ) {}

  readonly methods: V1Methods = {
    'rustici.dispatch.getDestinationList': { signedBy: 'application', run: (call) => this.list(call) },
    'rustici.dispatch.getDestinationInfo': { signedBy: 'application', run: async (call) => elements(shown(await this.find.one(call.applicationId, required(call, 'destinationid')))) },
    'rustici.dispatch.createDestination': { signedBy: 'application', run: (call) => this.add(call) },
    'rustici.dispatch.updateDestination': { signedBy: 'application', run: (call) => this.update(call) },
    'rustici.dispatch.deleteDestination': { signedBy: 'application', run: (call) => this.delete(call) },
  };

  private async list(call: V1Call) {
    const page = pageOf(call);
    const found = await this.pages.ofDestinations(call.applicationId, { page, tags: tagsOf(call, 'tags') });
    return elements(element('dispatchDestinations', { page }, ...found.map(shown)));
  }

  private async add(call: V1Call) {
    const id = newKey();
    await this.create.run(call.applicationId, [{ id, name: requiredText(call, mostOfName, 'name'), tags: tagsOf(call, 'tags'), email: textOf(call, mostOfEmail, 'email') || null }]);
    return elements(element('destinationId', {}, id));
  }

  private async update(call: V1Call) {
    await this.change.existing(call.applicationId, required(call, 'destinationid'), { name: textOf(call, mostOfName, 'name') || undefined, tags: tagsOf(call, 'tags') });
    return elements(element('success'));
  }

  private async delete(call: V1Call) {
    await this.remove.run(call.applicationId, required(call, 'destinationid'));
    return elements(element('success'));
  }
}
