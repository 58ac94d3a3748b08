import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { xapiUnknown } from '../xapi.failures';
import { type DocumentPlace, keyOfDocument } from './document-place.rules';
import { DocumentRepository } from './document.repository';

export interface FoundDocument {
  contentType: string;
  content: Buffer;
  etag: string;
  updatedAt: number;
}

/** Reads the documents of content. */
@Injectable()
export class FindDocuments {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly documents: DocumentRepository,
  ) {}

  /** Failures: xapi-unknown. */
  async one(place: DocumentPlace, documentId: string): Promise<FoundDocument> {
    const found = await this.unit.run(() => this.documents.find(keyOfDocument(place, documentId)));
    if (!found) throw xapiUnknown('There is no such document');
    return { contentType: found.contentType, content: Buffer.from(found.content, 'base64'), etag: found.etag, updatedAt: found.updatedAt };
  }

  ids(place: DocumentPlace, since: number): Promise<string[]> {
    return this.unit.run(() => this.documents.ids(place.place, since));
  }
}
