import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { xapiForbidden } from '../xapi.failures';
import { checkConditions, checkContent, type DocumentConditions, type DocumentPlace, etagOf, keyOfDocument, merged } from './document-place.rules';
import { DocumentRepository } from './document.repository';

const mostDocuments = 1000;

export interface DocumentChange extends DocumentConditions {
  contentType: string;
  content: Buffer;
}

/** Puts, merges and removes the documents of content. */
@Injectable()
export class ChangeDocuments {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly documents: DocumentRepository,
    private readonly clock: Clock,
  ) {}

  /** Failures: xapi-invalid, xapi-precondition, xapi-conflict, xapi-forbidden (too many). */
  run(place: DocumentPlace, documentId: string, change: DocumentChange, how: 'put' | 'merge'): Promise<void> {
    checkContent(change.content, change.contentType);
    const documentKey = keyOfDocument(place, documentId);
    return this.unit.run(async () => {
      const known = await this.documents.locked(documentKey);
      checkConditions(known?.etag, change, how === 'put' && place.kind !== 'state');
      if (!known && (await this.documents.countBeside(place)) >= mostDocuments) throw xapiForbidden(`At most ${mostDocuments} documents are kept here; delete some first`);
      const before = known && { content: Buffer.from(known.content, 'base64'), contentType: known.contentType };
      const content = how === 'merge' && before ? merged(before, change.content, change.contentType) : change.content;
      const { kind: _, ...where } = place;
      await this.documents.put({ documentKey, ...where, documentId, contentType: change.contentType, content: content.toString('base64'), etag: etagOf(content, change.contentType), updatedAt: this.clock.now() });
    });
  }

  /** Failures: xapi-precondition. */
  remove(place: DocumentPlace, documentId: string, conditions: DocumentConditions): Promise<void> {
    const documentKey = keyOfDocument(place, documentId);
    return this.unit.run(async () => {
      checkConditions((await this.documents.locked(documentKey))?.etag, conditions, false);
      await this.documents.remove(documentKey);
    });
  }

  clear(place: DocumentPlace): Promise<void> {
    return this.unit.run(() => this.documents.clear(place.place));
  }

  /** All state of an instance. */
  clearState(instanceKey: string): Promise<void> {
    return this.unit.run(() => this.documents.removeOf([instanceKey]));
  }
}
